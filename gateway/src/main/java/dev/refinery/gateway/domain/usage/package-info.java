/** What was used, counted from events. */
@NullMarked
package dev.refinery.gateway.domain.usage;

import org.jspecify.annotations.NullMarked;
