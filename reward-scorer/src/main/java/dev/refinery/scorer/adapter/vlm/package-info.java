@NullMarked
package dev.refinery.scorer.adapter.vlm;

import org.jspecify.annotations.NullMarked;
