/** A job's way through the services as spans, carried on in the headers of Kafka records. */
@NullMarked
package dev.refinery.backends.trace;

import org.jspecify.annotations.NullMarked;
