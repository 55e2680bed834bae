/** What can become of a task. Pure. */
@NullMarked
package dev.refinery.worker.domain;

import org.jspecify.annotations.NullMarked;
