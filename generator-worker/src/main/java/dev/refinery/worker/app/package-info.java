/** Use cases and the ports they need; no framework, no broker, no native code. */
@NullMarked
package dev.refinery.worker.app;

import org.jspecify.annotations.NullMarked;
