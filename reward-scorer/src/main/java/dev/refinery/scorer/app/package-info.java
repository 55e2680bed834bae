@NullMarked
package dev.refinery.scorer.app;

import org.jspecify.annotations.NullMarked;
