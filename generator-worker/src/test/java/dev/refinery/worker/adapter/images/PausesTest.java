package dev.refinery.worker.adapter.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausesTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration FIRST = Duration.ofMillis(1000);

    @ParameterizedTest
    @CsvSource({"1, 0, 1000", "1, 0.5, 750", "2, 0, 2000", "3, 0, 4000", "3, 0.999, 2002", "40, 0, 1024000"})
    void doubleAndVaryByAHalf(int attempt, double chance, long millis) {
        assertThat(Pauses.before(attempt, FIRST, chance, Optional.empty())).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void neverEndBeforeWhatTheServerAsksFor() {
        assertThat(Pauses.before(1, FIRST, 0, Optional.of(Duration.ofSeconds(7))))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(Pauses.before(4, FIRST, 0, Optional.of(Duration.ofSeconds(7))))
                .isEqualTo(Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | PT3S",
                " 0 | PT0S",
                "Mon, 23 Nov 2026 12:00:05 GMT | PT5S",
                "Mon, 23 Nov 2026 11:00:00 GMT | PT0S",
            })
    void retryAfterIsSecondsOrADate(String header, Duration wanted) {
        assertThat(Pauses.retryAfter(Optional.of(header), NOW)).hasValue(wanted);
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1", "1.5", "99999999999999"})
    void whatIsNoneAsksForNothing(String header) {
        assertThat(Pauses.retryAfter(Optional.of(header), NOW)).isEmpty();
        assertThat(Pauses.retryAfter(Optional.empty(), NOW)).isEmpty();
    }
}
