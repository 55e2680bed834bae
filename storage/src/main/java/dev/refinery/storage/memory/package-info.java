/** The port in memory: for tests and in-process benchmarks. */
@NullMarked
package dev.refinery.storage.memory;

import org.jspecify.annotations.NullMarked;
