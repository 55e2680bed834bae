/** What callers of generators see: requests, results, failures. No DJL type leaves {@code inference.runtime}. */
@NullMarked
package dev.refinery.inference;

import org.jspecify.annotations.NullMarked;
