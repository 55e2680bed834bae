/** Learned encoders as heads see them: ports, so that this module needs no inference engine. */
@NullMarked
package dev.refinery.rewards.encoder;

import org.jspecify.annotations.NullMarked;
