/** The generator worker: tasks in, candidates out. */
@NullMarked
package dev.refinery.worker;

import org.jspecify.annotations.NullMarked;
