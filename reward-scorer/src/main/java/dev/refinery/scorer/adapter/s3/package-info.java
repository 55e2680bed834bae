@NullMarked
package dev.refinery.scorer.adapter.s3;

import org.jspecify.annotations.NullMarked;
