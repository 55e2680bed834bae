@NullMarked
package dev.refinery.contracts.topic;

import org.jspecify.annotations.NullMarked;
