@NullMarked
package dev.refinery.scorer.adapter.rewards;

import org.jspecify.annotations.NullMarked;
