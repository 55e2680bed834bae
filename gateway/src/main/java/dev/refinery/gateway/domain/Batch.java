package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of jobs and how far it is. Small whatever the file's size: only the items that are out now are named.
 *
 * @param dispatched items before this one were submitted or refused
 * @param open items that were submitted and have not been seen to end
 * @param rollover candidates that items do not need go to items that fall short
 * @param failure why nothing could be run, null = that did not happen
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Batch(
        BatchId id,
        TenantId tenant,
        BatchStatus status,
        BatchInput input,
        boolean rollover,
        int dispatched,
        List<Integer> open,
        BatchCounts counts,
        @Nullable Instant cancelRequestedAt,
        @Nullable Instant endedAt,
        @Nullable String failure) {
    /** The files of a batch and what is known of it are kept so long. */
    public static final Duration KEPT = Duration.ofDays(30);

    public Batch {
        open = List.copyOf(open);
    }

    public static Batch created(BatchId id, TenantId tenant, BatchInput input, boolean rollover) {
        Batch batch = new Batch(
                id,
                tenant,
                BatchStatus.IN_PROGRESS,
                input,
                rollover,
                0,
                List.of(),
                new BatchCounts(0, input.invalid(), 0),
                null,
                null,
                null);
        return input.items() > 0
                ? batch
                : batch.failed("no line is a job; the error file says what is wrong", id.createdAt());
    }

    public JobId job(int item) {
        return id.job(item);
    }

    /** The label that its jobs bear. */
    public String label() {
        return "batch:" + id.value().substring("batch_".length());
    }

    public Batch progressed(int submitted, List<Integer> out, BatchCounts ended) {
        return new Batch(
                id, tenant, status, input, rollover, submitted, out, ended, cancelRequestedAt, endedAt, failure);
    }

    public Batch cancelling(Instant at) {
        if (status != BatchStatus.IN_PROGRESS) {
            return this;
        }
        return new Batch(
                id, tenant, BatchStatus.CANCELLING, input, rollover, dispatched, open, counts, at, endedAt, failure);
    }

    public Batch failed(String why, Instant at) {
        return ended(BatchStatus.FAILED, counts, at, why);
    }

    /** Ended when nothing is out and nothing is to come. Items that a cancellation kept from being submitted count as cancelled. */
    public Batch settled(Instant now) {
        if (status.ended() || !open.isEmpty()) {
            return this;
        }
        int left = input.items() - dispatched;
        if (status == BatchStatus.CANCELLING) {
            return ended(
                    BatchStatus.CANCELLED,
                    new BatchCounts(counts.succeeded(), counts.failed(), counts.cancelled() + left),
                    now,
                    null);
        }
        return left == 0 ? ended(BatchStatus.COMPLETED, counts, now, null) : this;
    }

    private Batch ended(BatchStatus how, BatchCounts total, Instant at, @Nullable String why) {
        return new Batch(id, tenant, how, input, rollover, dispatched, open, total, cancelRequestedAt, at, why);
    }
}
