package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.app.batch.BatchViews;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** Reads this replica's copy of all batches. */
final class StreamsBatchViews implements BatchViews {
    private final StreamsRuntime runtime;
    private final ViewFeed feed;

    StreamsBatchViews(StreamsRuntime runtime, ViewFeed feed) {
        this.runtime = runtime;
        this.feed = feed;
    }

    @Override
    public Optional<Batch> find(TenantId tenant, BatchId id) {
        try {
            return Optional.ofNullable(runtime.store(BatchTopology.COPY).get(BatchRecords.key(tenant, id)))
                    .map(StreamsBatchViews::parse);
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    @Override
    public List<Batch> list(TenantId tenant, int limit, @Nullable BatchId before) {
        String last = before == null ? BatchRecords.endOf(tenant) : BatchRecords.key(tenant, before);
        List<Batch> found = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries =
                runtime.store(BatchTopology.COPY).reverseRange(BatchRecords.firstOf(tenant), last)) {
            while (entries.hasNext() && found.size() <= limit) {
                KeyValue<String, byte[]> entry = entries.next();
                if (!entry.key.equals(last)) {
                    found.add(parse(entry.value));
                }
            }
            return found;
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    @Override
    public Watch watch(TenantId tenant, BatchId id, Runnable changed) {
        return feed.watch(BatchRecords.key(tenant, id), changed);
    }

    private static Batch parse(byte[] json) {
        try {
            return Json.mapper().readValue(json, Batch.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored batch does not parse", e);
        }
    }
}
