@NullMarked
package dev.refinery.gateway.domain.access;

import org.jspecify.annotations.NullMarked;
