@NullMarked
package dev.refinery.gateway.adapter.http.auth;

import org.jspecify.annotations.NullMarked;
