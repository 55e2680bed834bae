package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which jobs and batches of a tenant are not as they were, as this replica learns of it. What has changed is not told: the views say
 * how things stand now. Thread-safe.
 */
public interface TenantChanges {
    /**
     * @param position grows; of this replica's own count, and of this run of it
     * @param id of a job or a batch
     */
    record Change(Position position, String id) {}

    /** A place in one replica's count. {@code run} differs between replicas, and after each start of one. */
    record Position(String run, long number) {}

    /** Calls {@code changed} for each change from now on, until closed. It must be quick, and is called on one thread at a time. */
    JobViews.Watch watch(TenantId tenant, Consumer<Change> changed);

    /** What came after {@code position}, oldest first; empty when that is not known: of another run, or too long ago. */
    Optional<List<Change>> since(TenantId tenant, Position position);

    /** Where the count stands. */
    Position now();
}
