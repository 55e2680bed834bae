package dev.refinery.gateway.domain.access;

import dev.refinery.contracts.Require;
import java.time.Duration;

/**
 * A token bucket: {@code requests} may come at once; spent, they come back evenly over {@code window}.
 *
 * @param window from 1 s
 */
public record Quota(int requests, Duration window) {
    public Quota {
        Require.that(requests > 0, "requests", "must be above 0");
        Require.that(window.compareTo(Duration.ofSeconds(1)) >= 0, "window", "must be at least PT1S");
    }

    double perNano() {
        return (double) requests / window.toNanos();
    }
}
