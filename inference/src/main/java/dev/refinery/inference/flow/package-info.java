/** Flow matching in plain Java: noise levels, steps, guidance, token positions, picture sizes. No native code, no I/O. */
@NullMarked
package dev.refinery.inference.flow;

import org.jspecify.annotations.NullMarked;
