/** Which pictures share a network call. Pure decisions: no native code, no clock, no threads. */
@NullMarked
package dev.refinery.inference.batch;

import org.jspecify.annotations.NullMarked;
