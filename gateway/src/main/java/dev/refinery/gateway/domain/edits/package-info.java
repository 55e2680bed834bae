/** Image edits as the OpenAI client libraries ask for them, in this service's terms. Pure. */
@NullMarked
package dev.refinery.gateway.domain.edits;

import org.jspecify.annotations.NullMarked;
