@NullMarked
package dev.refinery.rewards.metric;

import org.jspecify.annotations.NullMarked;
