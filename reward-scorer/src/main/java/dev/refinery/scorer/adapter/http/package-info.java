@NullMarked
package dev.refinery.scorer.adapter.http;

import org.jspecify.annotations.NullMarked;
