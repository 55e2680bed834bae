package dev.refinery.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.client.RefineryException.Kind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRuleTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private final RetryRule rule = new RetryRule(4);

    @ParameterizedTest
    @CsvSource({
        "429, false, true",
        "429, true, true",
        "503, false, false",
        "503, true, true",
        "502, true, true",
        "504, true, true",
        "500, true, false",
        "422, true, false",
        "404, true, false",
        "302, true, false"
    })
    void triesAgainWhereThatIsSafeAndMayHelp(int status, boolean repeatable, boolean again) {
        assertThat(rule.waitAfter(refused(status, null), repeatable, 1, LONG, 0.5)
                        .isPresent())
                .isEqualTo(again);
    }

    @Test
    void aBrokenConnectionIsTriedAgainOnlyWhereTheEffectCannotBeDoubled() {
        RefineryException broken = RefineryException.of(Kind.BROKEN, "", null);
        assertThat(rule.waitAfter(broken, true, 1, LONG, 0)).isPresent();
        assertThat(rule.waitAfter(broken, false, 1, LONG, 0)).isEmpty();
        assertThat(rule.waitAfter(RefineryException.of(Kind.UNREACHABLE, "", null), false, 1, LONG, 0))
                .isPresent();
        assertThat(rule.waitAfter(RefineryException.of(Kind.INTERRUPTED, "", null), true, 1, LONG, 0))
                .isEmpty();
        assertThat(rule.waitAfter(RefineryException.of(Kind.UNREADABLE, "", null), true, 1, LONG, 0))
                .isEmpty();
    }

    @Test
    void endsWithTheLastAttempt() {
        assertThat(rule.waitAfter(refused(503, null), true, 3, LONG, 0)).isPresent();
        assertThat(rule.waitAfter(refused(503, null), true, 4, LONG, 0)).isEmpty();
    }

    @Test
    void waitsLongerEachTimeAndNotAllTheSame() {
        assertThat(RetryRule.backOff(1, 0)).isEqualTo(Duration.ofMillis(125));
        assertThat(RetryRule.backOff(1, 0.999)).isBetween(Duration.ofMillis(248), Duration.ofMillis(250));
        assertThat(RetryRule.backOff(3, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(RetryRule.backOff(60, 0.999)).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void neverComesBeforeItWasAskedTo() {
        Duration asked = Duration.ofSeconds(7);
        assertThat(rule.waitAfter(refused(429, asked), true, 1, LONG, 0)).contains(asked);
        assertThat(rule.waitAfter(refused(429, asked), true, 1, LONG, 0.9).orElseThrow())
                .isBetween(asked, asked.plusMillis(700));
    }

    @Test
    void doesNotBeginAWaitThatEndsTooLate() {
        assertThat(rule.waitAfter(refused(429, Duration.ofSeconds(61)), true, 1, LONG, 0))
                .isEmpty();
    }

    @Test
    void readsSecondsAndDates() {
        Instant now = Instant.parse("2026-11-25T12:00:00Z");
        assertThat(Problems.waitOf("3", now)).isEqualTo(Duration.ofSeconds(3));
        assertThat(Problems.waitOf("Wed, 25 Nov 2026 12:00:09 GMT", now)).isEqualTo(Duration.ofSeconds(9));
        assertThat(Problems.waitOf("Wed, 25 Nov 2026 11:00:00 GMT", now)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "", "99999999999999999999"})
    void takesNoNonsenseForATime(String header) {
        assertThat(Problems.waitOf(header, Instant.EPOCH)).isNull();
    }

    private static RefineryException refused(int status, @Nullable Duration retryAfter) {
        return RefineryException.refused(status, "", null, null, retryAfter);
    }
}
