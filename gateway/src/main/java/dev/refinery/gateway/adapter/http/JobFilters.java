package dev.refinery.gateway.adapter.http;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@link JobFilter} from a query. Strict: a filter that is misspelt would otherwise find everything. */
final class JobFilters {
    private static final String METADATA = "metadata.";
    private static final Set<String> SINGLE =
            Set.of("status", "external_id", "created_after", "created_before", "batch", "limit", "cursor");

    private JobFilters() {}

    static JobFilter of(MultivaluedMap<String, String> query) {
        Map<String, String> metadata = new HashMap<>();
        query.forEach((name, values) -> {
            boolean ofMetadata = name.startsWith(METADATA) && name.length() > METADATA.length();
            if (!ofMetadata && !SINGLE.contains(name) && !name.equals("label")) {
                throw refused(
                        name,
                        "is no filter; known are status, external_id, label, metadata.KEY, created_after,"
                                + " created_before, batch, limit and cursor");
            }
            if (!name.equals("label") && values.size() > 1) {
                throw refused(name, "may be given once");
            }
            if (ofMetadata) {
                metadata.put(name.substring(METADATA.length()), values.getFirst());
            }
        });
        return new JobFilter(
                status(query.getFirst("status")),
                query.getFirst("external_id"),
                query.getOrDefault("label", List.of()),
                metadata,
                instant("created_after", query.getFirst("created_after")),
                instant("created_before", query.getFirst("created_before")),
                batch(query.getFirst("batch")));
    }

    private static @Nullable JobStatus status(@Nullable String text) {
        try {
            return text == null ? null : JobStatus.parse(text);
        } catch (InvalidValueException e) {
            throw refused("status", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable BatchId batch(@Nullable String text) {
        try {
            return text == null ? null : new BatchId(text);
        } catch (InvalidValueException e) {
            throw refused("batch", "must be the id of a batch, see GET /v1/batches");
        }
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        try {
            Instant instant = text == null ? null : OffsetDateTime.parse(text).toInstant();
            if (instant != null
                    && (instant.isBefore(Instant.EPOCH) || instant.isAfter(Instant.ofEpochSecond(1L << 36)))) {
                throw refused(name, "must be a time between 1970 and 4000");
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw refused(name, "must be an ISO 8601 time such as 2026-11-25T13:00:00Z (write + as %2B)");
        }
    }

    private static RequestRefused refused(String field, String detail) {
        return RequestRefused.malformed(ProblemCode.INVALID_QUERY, field, detail);
    }
}
