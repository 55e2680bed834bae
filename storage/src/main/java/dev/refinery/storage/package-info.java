/** The object store as a port, its keys and failures. Pixels live here and nowhere else. */
@NullMarked
package dev.refinery.storage;

import org.jspecify.annotations.NullMarked;
