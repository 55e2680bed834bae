@NullMarked
package dev.refinery.contracts.event;

import org.jspecify.annotations.NullMarked;
