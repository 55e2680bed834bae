@NullMarked
package dev.refinery.scorer.adapter.files;

import org.jspecify.annotations.NullMarked;
