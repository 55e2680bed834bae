/** Models behind OpenAI-compatible image APIs. */
@NullMarked
package dev.refinery.worker.adapter.images;

import org.jspecify.annotations.NullMarked;
