package dev.refinery.client.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job or batch has changed, and where it stands now. Of several changes at once the last is told.
 *
 * @param type one of the constants, or one that is newer than this client
 * @param missed of {@link #OPENED}: changes since the event that the stream was to go on after may not be told
 * @param job id of the job that changed; null when it was a batch
 * @param status of the job or batch, as {@link JobStatus} and {@link BatchStatus} name them
 */
public record TenantEvent(
        String type,
        @Nullable Boolean missed,
        @Nullable String job,
        @Nullable String batch,
        @Nullable String status,
        @Nullable Outcome outcome,
        @Nullable String externalId,
        Batch.@Nullable Counts requestCounts,
        @Nullable String url) {
    public static final String OPENED = "stream.opened";
    public static final String JOB_CHANGED = "job.changed";
    public static final String JOB_DELETED = "job.deleted";
    public static final String BATCH_CHANGED = "batch.changed";

    public TenantEvent {
        Objects.requireNonNull(type, "type");
    }
}
