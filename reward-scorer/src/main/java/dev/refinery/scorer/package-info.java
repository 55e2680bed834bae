@NullMarked
package dev.refinery.scorer;

import org.jspecify.annotations.NullMarked;
