@NullMarked
package dev.refinery.contracts.id;

import org.jspecify.annotations.NullMarked;
