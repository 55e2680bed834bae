@NullMarked
package dev.refinery.gateway.app;

import org.jspecify.annotations.NullMarked;
