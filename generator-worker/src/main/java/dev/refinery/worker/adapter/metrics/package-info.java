/** Observation over Micrometer. */
@NullMarked
package dev.refinery.worker.adapter.metrics;

import org.jspecify.annotations.NullMarked;
