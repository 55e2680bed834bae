package dev.refinery.storage.janitor;

import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Deletes what has expired. The application knows the keys of a job from its events and purges them by name; the sweep
 * over a listing is the safety net for what no event mentions (a worker killed between a PUT and its event). Both may be
 * repeated and interrupted. Thread-safe.
 */
public final class Janitor {
    private final ObjectStore store;
    private final RetentionPolicy policy;
    private final RetentionLookup jobs;
    private final SweepLease lease;
    private final Clock clock;
    private final int deletionsPerSweep;

    /** @param deletionsPerSweep bound on one sweep's work; the next goes on */
    public Janitor(
            ObjectStore store,
            RetentionPolicy policy,
            RetentionLookup jobs,
            SweepLease lease,
            Clock clock,
            int deletionsPerSweep) {
        this.store = store;
        this.policy = policy;
        this.jobs = jobs;
        this.lease = lease;
        this.clock = clock;
        this.deletionsPerSweep = deletionsPerSweep;
    }

    /** How a sweep ended. */
    public sealed interface Sweep {
        record Done(int deleted) implements Sweep {}

        /** Another replica has this period. */
        record NotOurs() implements Sweep {}

        /** The store failed; what is left is for the next period. */
        record BrokenOff(int deleted, ObjectStoreException cause) implements Sweep {}
    }

    /** Deletes these keys, e.g. all of a job that its owner deleted. */
    public void purge(Collection<String> keys) {
        keys.forEach(store::delete);
    }

    /** Looks through the whole bucket when this period's lease can be had. */
    public Sweep sweep() {
        Instant now = clock.instant();
        int deleted = 0;
        try {
            if (!lease.acquire(now)) {
                return new Sweep.NotOurs();
            }
            for (ListedObject object : expired(now)) {
                store.delete(object.key());
                deleted++;
            }
            return new Sweep.Done(deleted);
        } catch (ObjectStoreException e) {
            return new Sweep.BrokenOff(deleted, e);
        }
    }

    private List<ListedObject> expired(Instant now) {
        // Collected first: deleting under a listing makes some stores skip entries.
        try (Stream<ListedObject> all = store.list("")) {
            return all.filter(object -> lease.stale(object, now) || policy.expired(object, jobs, now))
                    .limit(deletionsPerSweep)
                    .toList();
        }
    }
}
