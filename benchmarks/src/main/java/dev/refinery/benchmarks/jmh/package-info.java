/** Single operations under JMH: {@code ./refinery bench jmh}. */
@NullMarked
package dev.refinery.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
