/** What every service does alike with Kafka: the catalogue's topics, events as records, dead letters. */
@NullMarked
package dev.refinery.backends.kafka;

import org.jspecify.annotations.NullMarked;
