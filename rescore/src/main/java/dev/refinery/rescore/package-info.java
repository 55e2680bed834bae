/** What would change under another reward policy. Reads, judges and reports; writes nothing. */
@NullMarked
package dev.refinery.rescore;

import org.jspecify.annotations.NullMarked;
