/** Measurements of the whole and of its parts. */
@NullMarked
package dev.refinery.benchmarks;

import org.jspecify.annotations.NullMarked;
