/** Where a result came from, said in the file itself, signed, and checked. */
@NullMarked
package dev.refinery.provenance;

import org.jspecify.annotations.NullMarked;
