package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ServiceUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** Reads this replica's copy of all views. */
final class StreamsJobViews implements JobViews {
    /** A page that filters gives up after so many jobs, or bytes of views, and says where to go on. */
    private static final int SCANNED_AT_ONCE = 2_000;

    private static final long BYTES_SCANNED_AT_ONCE = 32L << 20;

    private final StreamsRuntime runtime;
    private final ViewFeed feed;

    StreamsJobViews(StreamsRuntime runtime, ViewFeed feed) {
        this.runtime = runtime;
        this.feed = feed;
    }

    @Override
    public Optional<JobView> find(TenantId tenant, JobId job) {
        try {
            byte[] value = runtime.views().get(ViewKeys.of(tenant, job));
            return value == null ? Optional.empty() : Optional.of(parse(value));
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    @Override
    public Page list(TenantId tenant, JobFilter filter, int limit, @Nullable JobId before) {
        ReadOnlyKeyValueStore<String, byte[]> views = runtime.views();
        // The jobs of a batch bear its time in their ids, whenever they were submitted.
        BatchId batch = filter.batch();
        Instant newest = batch != null ? batch.createdAt().plusMillis(1) : filter.createdBefore();
        Instant oldest = batch != null ? batch.createdAt() : filter.createdAfter();
        // Ids begin with their time, so bounds in time are bounds of the range.
        JobId start = newest == null ? before : earlier(before, JobId.of(newest, 0, 0));
        String first = oldest == null ? ViewKeys.firstOf(tenant) : ViewKeys.of(tenant, JobId.of(oldest, 0, 0));
        String last = start == null ? ViewKeys.endOf(tenant) : ViewKeys.of(tenant, start);
        List<JobView> page = new ArrayList<>();
        JobId seen = null;
        int scanned = 0;
        long bytes = 0;
        if (first.compareTo(last) > 0) {
            return new Page(page, null);
        }
        try (KeyValueIterator<String, byte[]> entries = views.reverseRange(first, last)) {
            while (entries.hasNext()) {
                if (page.size() == limit || scanned == SCANNED_AT_ONCE || bytes > BYTES_SCANNED_AT_ONCE) {
                    return new Page(page, seen);
                }
                KeyValue<String, byte[]> entry = entries.next();
                if (start != null && entry.key.equals(last)) {
                    continue;
                }
                scanned++;
                bytes += entry.value.length;
                JobView view = parse(entry.value);
                seen = ViewKeys.jobOf(entry.key);
                if (filter.matches(view)) {
                    page.add(view);
                }
            }
            return new Page(page, null);
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }

    private static JobId earlier(@Nullable JobId a, JobId b) {
        return a == null || b.compareTo(a) < 0 ? b : a;
    }

    /** Hands over the jobs of all tenants that were accepted since. Reads each of them: not for requests. */
    void forEachSince(Instant since, Consumer<JobView> each) {
        ReadOnlyKeyValueStore<String, byte[]> views = runtime.views();
        Optional<TenantId> tenant = tenantAfter(views, ViewKeys.TENANTS);
        while (tenant.isPresent()) {
            String first = ViewKeys.of(tenant.get(), JobId.of(since, 0, 0));
            try (KeyValueIterator<String, byte[]> entries = views.range(first, ViewKeys.endOf(tenant.get()))) {
                entries.forEachRemaining(entry -> each.accept(parse(entry.value)));
            }
            tenant = tenantAfter(views, ViewKeys.endOf(tenant.get()));
        }
    }

    private static Optional<TenantId> tenantAfter(ReadOnlyKeyValueStore<String, byte[]> views, String key) {
        try (KeyValueIterator<String, byte[]> entries = views.range(key, "~")) {
            return entries.hasNext() ? Optional.of(ViewKeys.tenantOf(entries.next().key)) : Optional.empty();
        }
    }

    @Override
    public Watch watch(TenantId tenant, JobId job, Runnable changed) {
        return feed.watch(ViewKeys.of(tenant, job), changed);
    }

    private static JobView parse(byte[] json) {
        try {
            return Json.mapper().readValue(json, JobView.class);
        } catch (IOException e) {
            throw new IllegalStateException("a stored job view does not parse", e);
        }
    }
}
