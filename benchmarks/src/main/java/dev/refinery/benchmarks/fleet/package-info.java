/** A fleet of workers on paper: a discrete-event simulation driven by measured numbers. Pure; no clock, no threads, no I/O. */
@NullMarked
package dev.refinery.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
