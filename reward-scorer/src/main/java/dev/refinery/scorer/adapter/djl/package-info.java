@NullMarked
package dev.refinery.scorer.adapter.djl;

import org.jspecify.annotations.NullMarked;
