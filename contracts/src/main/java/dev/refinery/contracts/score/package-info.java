@NullMarked
package dev.refinery.contracts.score;

import org.jspecify.annotations.NullMarked;
