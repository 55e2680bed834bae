/** Pure decisions about when planned tasks run. */
@NullMarked
package dev.refinery.scorer.domain;

import org.jspecify.annotations.NullMarked;
