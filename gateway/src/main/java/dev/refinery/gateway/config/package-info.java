@NullMarked
package dev.refinery.gateway.config;

import org.jspecify.annotations.NullMarked;
