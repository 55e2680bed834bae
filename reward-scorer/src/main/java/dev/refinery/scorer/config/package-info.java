@NullMarked
package dev.refinery.scorer.config;

import org.jspecify.annotations.NullMarked;
