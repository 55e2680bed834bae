package dev.refinery.storage.janitor;

import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Lets one of several replicas sweep in each period: the first that writes the period's object has it. There is nothing to
 * renew or release; a replica that dies while sweeping is followed by another in the next period. Two that sweep at once
 * (clocks apart) do no harm, since deletion may be repeated.
 */
public final class SweepLease {
    /** No tenant's name starts like this. */
    static final String PREFIX = "_janitor/";

    private final ObjectStore store;
    private final Duration period;
    private final String owner;

    /** @param owner unique per process */
    public SweepLease(ObjectStore store, Duration period, String owner) {
        if (period.toSeconds() < 1) {
            throw new IllegalArgumentException("a sweep's period is at least a second");
        }
        this.store = store;
        this.period = period;
        this.owner = owner;
    }

    /** True when this period's sweep is ours. */
    public boolean acquire(Instant now) {
        try {
            store.putOnce(key(now), owner.getBytes(StandardCharsets.UTF_8), "text/plain");
            return true;
        } catch (AlreadyStoredDifferently e) {
            return false;
        }
    }

    /** Whether this is the lease of a period long past. */
    boolean stale(ListedObject object, Instant now) {
        return object.key().startsWith(PREFIX)
                && object.storedAt().plus(period.multipliedBy(3)).isBefore(now);
    }

    private String key(Instant now) {
        return PREFIX + "lease-" + now.getEpochSecond() / period.toSeconds() + ".txt";
    }
}
