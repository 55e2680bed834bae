/** Health. */
@NullMarked
package dev.refinery.worker.adapter.http;

import org.jspecify.annotations.NullMarked;
