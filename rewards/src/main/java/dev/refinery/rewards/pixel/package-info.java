@NullMarked
package dev.refinery.rewards.pixel;

import org.jspecify.annotations.NullMarked;
