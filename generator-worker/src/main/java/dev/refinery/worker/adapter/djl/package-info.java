/** Generators over bundles on disk. */
@NullMarked
package dev.refinery.worker.adapter.djl;

import org.jspecify.annotations.NullMarked;
