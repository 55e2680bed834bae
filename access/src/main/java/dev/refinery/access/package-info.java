/** API keys: what they may do, how they look, where they are kept. The gateway reads them, the {@code keys} command writes them. */
@NullMarked
package dev.refinery.access;

import org.jspecify.annotations.NullMarked;
