/** Ports over Kafka: the task queue, the event log, cancellations, dead letters. */
@NullMarked
package dev.refinery.worker.adapter.kafka;

import org.jspecify.annotations.NullMarked;
