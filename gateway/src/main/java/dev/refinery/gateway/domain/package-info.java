@NullMarked
package dev.refinery.gateway.domain;

import org.jspecify.annotations.NullMarked;
