package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P90D, 2027-02-18T10:00:00Z",
        "P1Y, 2027-11-20T10:00:00Z",
        "P2W, 2026-12-04T10:00:00Z",
        "PT12H, 2026-11-20T22:00:00Z"
    })
    void countsFromNow(String text, Instant end) {
        assertThat(Expiry.parse(text, NOW)).isEqualTo(end);
    }

    @Test
    void neverIsNever() {
        assertThat(Expiry.parse("never", NOW)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "90", "P0D", "-P1D", "PT0S", "tomorrow", "P999999999Y", "PT9999999999999H"})
    void refusesWhatIsNoTimeFromNow(String text) {
        assertThatThrownBy(() -> Expiry.parse(text, NOW)).isInstanceOf(CliException.class);
    }
}
