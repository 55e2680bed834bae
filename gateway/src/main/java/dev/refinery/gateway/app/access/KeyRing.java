package dev.refinery.gateway.app.access;

import dev.refinery.access.ApiKey;
import dev.refinery.access.ApiKeys;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * API keys as this replica last saw them: what it says is older than {@code staleness} only while the store does not
 * answer, and then by at most {@code outageGrace}. Bounded; thread-safe.
 */
public final class KeyRing {
    private static final int KEPT = 10_000;

    private final ApiKeys keys;
    private final Clock clock;
    private final Duration staleness;
    private final Duration outageGrace;

    private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
            return size() > KEPT;
        }
    };

    public KeyRing(ApiKeys keys, Clock clock, Duration staleness, Duration outageGrace) {
        this.keys = keys;
        this.clock = clock;
        this.staleness = staleness;
        this.outageGrace = outageGrace;
    }

    /** @param key empty = there was none */
    private record Seen(Optional<ApiKey> key, Instant at) {
        boolean youngerThan(Duration age, Instant now) {
            return at.plus(age).isAfter(now);
        }
    }

    /**
     * @throws StoreUnavailable it does not answer, and the key was not seen lately
     * @throws StoreRefused likewise
     */
    public Optional<ApiKey> find(String id) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Seen last = last(id);
        if (last != null && last.youngerThan(staleness, now)) {
            return last.key();
        }
        try {
            Optional<ApiKey> key = keys.find(id);
            remember(id, new Seen(key, now));
            return key;
        } catch (StoreUnavailable | StoreRefused e) {
            if (last != null && last.key().isPresent() && last.youngerThan(outageGrace, now)) {
                return last.key();
            }
            throw e;
        }
    }

    private @Nullable Seen last(String id) {
        synchronized (seen) {
            return seen.get(id);
        }
    }

    private void remember(String id, Seen key) {
        synchronized (seen) {
            seen.put(id, key);
        }
    }
}
