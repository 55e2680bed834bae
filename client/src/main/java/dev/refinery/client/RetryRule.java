package dev.refinery.client;

import dev.refinery.client.RefineryException.Kind;
import java.time.Duration;
import java.util.Optional;

/** When a call is tried again. Pure. */
final class RetryRule {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final int attempts;

    /** @param attempts of one call, the first included */
    RetryRule(int attempts) {
        this.attempts = attempts;
    }

    /**
     * How long to wait before the next attempt; empty = do not try again.
     *
     * @param repeatable true when having its effect twice is having it once
     * @param attempt that failed, from 1
     * @param left of the time that the call may take; a wait beyond it is not begun
     * @param random in [0, 1)
     */
    Optional<Duration> waitAfter(
            RefineryException failure, boolean repeatable, int attempt, Duration left, double random) {
        if (attempt >= attempts || !(nothingHappened(failure) || (repeatable && mayPass(failure)))) {
            return Optional.empty();
        }
        Duration wait = failure.retryAfter()
                // All who were told the same time must not come at the same time.
                .map(asked -> asked.plusMillis((long) (asked.toMillis() * 0.1 * random)))
                .orElseGet(() -> backOff(attempt, random));
        return wait.compareTo(left) < 0 ? Optional.of(wait) : Optional.empty();
    }

    /** Doubles with each attempt; half of it is chance. */
    static Duration backOff(int attempt, double random) {
        long whole = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis((long) (whole * (0.5 + 0.5 * random)));
    }

    /** It might be different in a moment. */
    static boolean mayPass(RefineryException failure) {
        return nothingHappened(failure)
                || failure.kind() == Kind.BROKEN
                || failure.status() == 502
                || failure.status() == 503
                || failure.status() == 504;
    }

    /** A call that was counted out by a limit, or never sent, had no effect. */
    private static boolean nothingHappened(RefineryException failure) {
        return failure.kind() == Kind.UNREACHABLE || failure.status() == 429;
    }
}
