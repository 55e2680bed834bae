/** What the parts of Refinery agree on: ids, job specifications, genomes, scores, events and topics. Values only; no I/O. */
@NullMarked
package dev.refinery.contracts;

import org.jspecify.annotations.NullMarked;
