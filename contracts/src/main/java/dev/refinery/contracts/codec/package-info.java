@NullMarked
package dev.refinery.contracts.codec;

import org.jspecify.annotations.NullMarked;
