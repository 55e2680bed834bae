@NullMarked
package dev.refinery.gateway.adapter.web;

import org.jspecify.annotations.NullMarked;
