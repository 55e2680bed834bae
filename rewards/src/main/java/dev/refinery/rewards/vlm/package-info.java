/** Judging by a vision-language model: the port, and what it is asked. */
@NullMarked
package dev.refinery.rewards.vlm;

import org.jspecify.annotations.NullMarked;
