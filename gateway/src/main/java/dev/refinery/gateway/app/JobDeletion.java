package dev.refinery.gateway.app;

import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes an ended job: first the tombstone is written, after which nobody reads the job, then its candidates, masks and
 * results go. References stay: they are the tenant's assets and other jobs may use them. Repeating it finishes what a crash
 * interrupted, and so does the janitor's next sweep. Thread-safe. See ADR 20.
 */
public final class JobDeletion {
    private final ObjectStore store;
    private final JobLog log;
    private final Clock clock;

    public JobDeletion(ObjectStore store, JobLog log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /** @throws RequestRefused 409, it has not ended */
    public void delete(TenantId tenant, JobId job, JobView view) {
        if (view.deleted() == null) {
            if (view.ending() == null) {
                throw RequestRefused.conflict(
                        ProblemCode.JOB_NOT_ENDED,
                        "The job is " + view.status().wireName()
                                + ". Cancel it, wait for its end (Prefer: wait=60), then delete it.");
            }
            log.append(new JobDeleted(job, tenant, Instant.ofEpochMilli(clock.millis())));
        }
        purge(ObjectKeys.candidatesOf(tenant, job));
        purge(ObjectKeys.finalsOf(tenant, job));
    }

    private void purge(String prefix) {
        List<String> keys;
        try (Stream<ListedObject> listed = store.list(prefix)) {
            keys = listed.map(ListedObject::key).toList();
        }
        keys.forEach(store::delete);
    }
}
