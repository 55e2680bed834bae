@NullMarked
package dev.refinery.scorer.adapter.kafka;

import org.jspecify.annotations.NullMarked;
