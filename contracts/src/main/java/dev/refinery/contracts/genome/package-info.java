@NullMarked
package dev.refinery.contracts.genome;

import org.jspecify.annotations.NullMarked;
