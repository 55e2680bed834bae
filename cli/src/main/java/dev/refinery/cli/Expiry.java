package dev.refinery.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When a key ends, as people say it. */
final class Expiry {
    private Expiry() {}

    /**
     * @param text {@code P90D}, {@code P1Y}, {@code PT12H} or {@code never}
     * @return null = never
     * @throws CliException it is none of these, or not in the future
     */
    static @Nullable Instant parse(String text, Instant now) {
        if (text.equals("never")) {
            return null;
        }
        try {
            Instant end = text.contains("T")
                    ? now.plus(Duration.parse(text))
                    : now.atOffset(ZoneOffset.UTC).plus(Period.parse(text)).toInstant();
            if (end.isAfter(now)) {
                return end;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw new CliException("'" + text + "' is no time from now; say P90D, PT12H or never.");
    }
}
