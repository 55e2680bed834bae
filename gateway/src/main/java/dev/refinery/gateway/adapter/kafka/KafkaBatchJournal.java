package dev.refinery.gateway.adapter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.batch.BatchJournal;
import dev.refinery.gateway.domain.BatchOrder;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Appends to {@code refinery.batch-orders}. */
final class KafkaBatchJournal implements BatchJournal {
    private final AcknowledgedProducer producer;

    KafkaBatchJournal(AcknowledgedProducer producer) {
        this.producer = producer;
    }

    @Override
    public void append(BatchOrder order) {
        try {
            // Through the sealed type: the name of the order is in the JSON only then.
            byte[] json = Json.mapper().writerFor(BatchOrder.class).writeValueAsBytes(order);
            producer.append(new ProducerRecord<>(
                    Topic.BATCH_ORDERS.name(), order.batchId().value(), json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an order does not serialise", e);
        }
    }
}
