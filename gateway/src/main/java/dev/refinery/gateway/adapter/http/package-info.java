@NullMarked
package dev.refinery.gateway.adapter.http;

import org.jspecify.annotations.NullMarked;
