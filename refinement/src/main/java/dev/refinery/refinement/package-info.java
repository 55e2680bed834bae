/** The pure core of the search: noise, shaping, proposals, stopping rules. No I/O, no clock, no framework. */
@NullMarked
package dev.refinery.refinement;

import org.jspecify.annotations.NullMarked;
