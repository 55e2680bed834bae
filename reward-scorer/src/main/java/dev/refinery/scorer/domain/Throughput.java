package dev.refinery.scorer.domain;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How many things happen in a second, lately: each counts for less the longer it is ago. Not thread-safe. */
public final class Throughput {
    private static final double MEMORY_SECONDS = 5;

    private double perSecond;
    private @Nullable Instant last;

    public void count(Instant now) {
        perSecond = perSecond(now) + 1 / MEMORY_SECONDS;
        last = now;
    }

    public double perSecond(Instant now) {
        if (last == null) {
            return 0;
        }
        double seconds = Math.max(0, Duration.between(last, now).toMillis() / 1e3);
        return perSecond * StrictMath.exp(-seconds / MEMORY_SECONDS);
    }
}
