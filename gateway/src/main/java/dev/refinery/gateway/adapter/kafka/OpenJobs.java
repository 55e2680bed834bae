package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.access.OpenWork;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are open, beside the views in their store under keys that no tenant has: counting them needs no view to be read.
 * A view's record says in a header what is open, so that a replica need not parse it either.
 */
final class OpenJobs {
    private static final String HEADER = "refinery-open-candidates";
    private static final String FIRST = "!open/";
    private static final String END = "!open0";

    private final OutstandingWork outstanding;

    OpenJobs(OutstandingWork outstanding) {
        this.outstanding = outstanding;
    }

    /** Adds what is open to the headers of a view's record. */
    static void describe(JobView view, Headers headers) {
        OpenWork.of(view).ifPresent(work -> headers.add(HEADER, bytes(work)));
    }

    /** Counts what the store holds. */
    void count(KeyValueStore<String, byte[]> store) {
        outstanding.forget();
        try (KeyValueIterator<String, byte[]> open = store.range(FIRST, END)) {
            while (open.hasNext()) {
                KeyValue<String, byte[]> entry = open.next();
                tell(entry.key.substring(FIRST.length()), Optional.empty(), Optional.of(work(entry.value)));
            }
        }
    }

    /** @param viewKey as {@link ViewKeys} makes them */
    void changed(KeyValueStore<String, byte[]> store, String viewKey, Headers headers) {
        String key = FIRST + viewKey;
        byte @Nullable [] before = store.get(key);
        Header after = headers.lastHeader(HEADER);
        if (after != null) {
            store.put(key, after.value());
        } else if (before != null) {
            store.delete(key);
        }
        tell(
                viewKey,
                Optional.ofNullable(before).map(OpenJobs::work),
                Optional.ofNullable(after).map(Header::value).map(OpenJobs::work));
    }

    private void tell(String viewKey, Optional<OpenWork> before, Optional<OpenWork> after) {
        int slash = viewKey.indexOf('/');
        outstanding.changed(
                new TenantId(viewKey.substring(0, slash)), JobId.parse(viewKey.substring(slash + 1)), before, after);
    }

    private static byte[] bytes(OpenWork work) {
        return Integer.toString(work.candidates()).getBytes(StandardCharsets.US_ASCII);
    }

    private static OpenWork work(byte[] value) {
        return new OpenWork(Integer.parseInt(new String(value, StandardCharsets.US_ASCII)));
    }
}
