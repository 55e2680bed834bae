package dev.refinery.gateway.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Pauses between attempts. Each varies by up to a fifth, so that receivers that come back are not met by everyone at once. */
public final class RetrySchedule {
    private final List<Duration> pauses;
    private final RandomGenerator random;

    public RetrySchedule(List<Duration> pauses, RandomGenerator random) {
        this.pauses = List.copyOf(pauses);
        this.random = random;
    }

    /** @param failed attempts so far, at least 1; empty = give up */
    public Optional<Duration> pauseAfter(int failed) {
        if (failed > pauses.size()) {
            return Optional.empty();
        }
        double factor = 0.8 + 0.4 * random.nextDouble();
        return Optional.of(
                Duration.ofNanos(Math.round((double) pauses.get(failed - 1).toNanos() * factor)));
    }
}
