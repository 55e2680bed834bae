package dev.refinery.gateway.adapter.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a client of the OpenAI libraries waits, which they tell in headers, less the time that an answer takes to get there. */
final class ClientPatience {
    private static final Duration UNTOLD = Duration.ofDays(1);
    private static final Duration ON_THE_WAY = Duration.ofSeconds(1);

    private ClientPatience() {}

    /** @param headers seconds each; null = not sent */
    static Duration of(@Nullable String... headers) {
        Duration least = UNTOLD;
        for (String header : headers) {
            if (header != null && header.matches("[0-9]{1,6}(\\.[0-9]{1,6})?")) {
                Duration told = Duration.ofMillis(Math.round(Double.parseDouble(header) * 1000));
                Duration usable =
                        told.compareTo(ON_THE_WAY.multipliedBy(2)) > 0 ? told.minus(ON_THE_WAY) : told.dividedBy(2);
                // A time-out of 0 is none.
                least = told.isZero() || usable.compareTo(least) > 0 ? least : usable;
            }
        }
        return least;
    }
}
