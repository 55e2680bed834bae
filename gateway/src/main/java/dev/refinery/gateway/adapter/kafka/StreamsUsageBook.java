package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.UsageBook;
import dev.refinery.gateway.domain.ServiceUnavailable;
import dev.refinery.gateway.domain.usage.UsageFold.Addition;
import dev.refinery.gateway.domain.usage.UsageKey;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Reads this replica's copy of all usage. */
final class StreamsUsageBook implements UsageBook {
    private final StreamsRuntime runtime;

    StreamsUsageBook(StreamsRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public List<Addition> read(TenantId tenant, LocalDate from, LocalDate to) {
        List<Addition> rows = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> entries =
                runtime.usage().range(tenant + "/" + from, tenant + "/" + to.plusDays(1))) {
            while (entries.hasNext()) {
                KeyValue<String, byte[]> entry = entries.next();
                rows.add(new Addition(
                        UsageKey.parse(entry.key.substring(0, entry.key.lastIndexOf('/'))),
                        UsageRows.parse(entry.value)));
            }
            return rows;
        } catch (InvalidStateStoreException e) {
            throw ServiceUnavailable.views(e);
        }
    }
}
