/** Configuration keys of the worker. */
@NullMarked
package dev.refinery.worker.config;

import org.jspecify.annotations.NullMarked;
