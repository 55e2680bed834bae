@NullMarked
package dev.refinery.rewards;

import org.jspecify.annotations.NullMarked;
