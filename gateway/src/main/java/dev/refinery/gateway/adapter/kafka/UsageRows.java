package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.domain.usage.UsageSums;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Copies {@code refinery.usage-days} into every replica's store. */
final class UsageRows implements Processor<String, byte[], Void, Void> {
    static final Serde<UsageSums> SUMS = JsonSerde.of(UsageSums.class);

    private @Nullable KeyValueStore<String, byte[]> store;

    static UsageSums parse(byte[] value) {
        return SUMS.deserializer().deserialize("", value);
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        store = context.getStateStore(UsageTopology.BOOK);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        Objects.requireNonNull(store).put(record.key(), record.value());
    }
}
