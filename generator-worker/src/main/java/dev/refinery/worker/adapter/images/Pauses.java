package dev.refinery.worker.adapter.images;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long to wait before the next attempt. Pure. */
final class Pauses {
    private static final int MOST_DOUBLINGS = 10;

    private Pauses() {}

    /**
     * @param attempt that failed, from 1: the pause doubles with each
     * @param chance uniform in [0, 1): takes away up to half, so that many callers do not come back together
     * @param asked what the server asks for, empty = nothing; never less is waited
     */
    static Duration before(int attempt, Duration first, double chance, Optional<Duration> asked) {
        long full = first.toMillis() << Math.min(MOST_DOUBLINGS, attempt - 1);
        Duration own = Duration.ofMillis(full - (long) (chance * full / 2));
        return asked.filter(a -> a.compareTo(own) > 0).orElse(own);
    }

    /** Reads {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. What cannot be read asks for nothing. */
    static Optional<Duration> retryAfter(Optional<String> header, Instant now) {
        return header.map(String::strip).flatMap(text -> text.matches("[0-9]{1,6}") ? seconds(text) : until(text, now));
    }

    private static Optional<Duration> seconds(String text) {
        return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }

    private static Optional<Duration> until(String text, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
