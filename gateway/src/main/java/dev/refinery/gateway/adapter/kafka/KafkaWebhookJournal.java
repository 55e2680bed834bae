package dev.refinery.gateway.adapter.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.WebhookJournal;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookOrder;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Appends to {@code refinery.webhook-endpoints} and {@code refinery.webhook-deliveries}. */
final class KafkaWebhookJournal implements WebhookJournal {
    private final AcknowledgedProducer producer;

    KafkaWebhookJournal(AcknowledgedProducer producer) {
        this.producer = producer;
    }

    @Override
    public void save(WebhookEndpoint endpoint) {
        String key = EndpointRecords.key(endpoint.tenant(), endpoint.id());
        producer.append(new ProducerRecord<>(Topic.WEBHOOK_ENDPOINTS.name(), key, write(endpoint)));
    }

    @Override
    public void delete(TenantId tenant, EndpointId id) {
        producer.append(tombstone(EndpointRecords.key(tenant, id)));
        producer.append(tombstone(EndpointRecords.goneKey(tenant, id)));
    }

    @Override
    public void append(WebhookOrder order) {
        producer.append(new ProducerRecord<>(
                Topic.WEBHOOK_DELIVERIES.name(), order.lane().digits(), write(order)));
    }

    @SuppressWarnings("NullAway") // a null value is how a compacted topic forgets
    private static ProducerRecord<String, byte[]> tombstone(String key) {
        return new ProducerRecord<>(Topic.WEBHOOK_ENDPOINTS.name(), key, null);
    }

    private static byte[] write(Object value) {
        try {
            return Json.mapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("does not serialise: " + value.getClass(), e);
        }
    }
}
