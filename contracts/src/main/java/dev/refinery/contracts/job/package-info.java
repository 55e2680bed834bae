@NullMarked
package dev.refinery.contracts.job;

import org.jspecify.annotations.NullMarked;
