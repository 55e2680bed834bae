package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** What is asked of the one who runs a batch, on {@code refinery.batch-orders}, keyed by the batch. Repeating an order is harmless. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "order")
@JsonSubTypes({
    @JsonSubTypes.Type(value = BatchOrder.Start.class, name = "start"),
    @JsonSubTypes.Type(value = BatchOrder.Cancel.class, name = "cancel")
})
public sealed interface BatchOrder {
    BatchId batchId();

    /** Run it. One that is known already stays as it is. */
    record Start(Batch batch) implements BatchOrder {
        @Override
        public BatchId batchId() {
            return batch.id();
        }
    }

    /** Submit no more of it and cancel what is out. */
    record Cancel(BatchId batch, Instant at) implements BatchOrder {
        @Override
        public BatchId batchId() {
            return batch;
        }
    }
}
