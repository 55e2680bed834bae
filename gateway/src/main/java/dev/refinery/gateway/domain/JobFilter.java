package dev.refinery.gateway.domain;

import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs a list is to show: those to which all that is given applies. Pure.
 *
 * @param status null = any
 * @param externalId null = any
 * @param labels the job has every one of them
 * @param metadata the job's metadata has every one of these entries
 * @param createdAfter accepted at this instant or later; null = any time
 * @param createdBefore accepted before this instant; null = any time
 * @param batch the job is an item of it; null = any, or of none
 */
public record JobFilter(
        @Nullable JobStatus status,
        @Nullable String externalId,
        List<String> labels,
        Map<String, String> metadata,
        @Nullable Instant createdAfter,
        @Nullable Instant createdBefore,
        @Nullable BatchId batch) {
    public static final JobFilter ALL = new JobFilter(null, null, List.of(), Map.of(), null, null);

    public JobFilter {
        labels = List.copyOf(labels);
        metadata = Map.copyOf(metadata);
    }

    public JobFilter(
            @Nullable JobStatus status,
            @Nullable String externalId,
            List<String> labels,
            Map<String, String> metadata,
            @Nullable Instant createdAfter,
            @Nullable Instant createdBefore) {
        this(status, externalId, labels, metadata, createdAfter, createdBefore, null);
    }

    public static JobFilter of(JobStatus status) {
        return new JobFilter(status, null, List.of(), Map.of(), null, null);
    }

    /** Deleted jobs, and those whose submission was not seen yet, are in no list. */
    public boolean matches(JobView view) {
        JobSpec spec = view.spec();
        return spec != null
                && view.deleted() == null
                && (status == null || view.status() == status)
                && (externalId == null || externalId.equals(spec.externalId()))
                && spec.labels().containsAll(labels)
                && spec.metadata().entrySet().containsAll(metadata.entrySet())
                && (createdAfter == null || !spec.submittedAt().isBefore(createdAfter))
                && (createdBefore == null || spec.submittedAt().isBefore(createdBefore))
                && (batch == null || batch.holds(spec.id()));
    }
}
