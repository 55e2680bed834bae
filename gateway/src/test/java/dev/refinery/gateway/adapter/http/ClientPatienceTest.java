package dev.refinery.gateway.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientPatienceTest {
    @Test
    void answersBeforeTheClientGivesUp() {
        assertThat(ClientPatience.of("600", "33")).isEqualTo(Duration.ofSeconds(32));
        assertThat(ClientPatience.of(null, "2.5")).isEqualTo(Duration.ofMillis(1500));
        assertThat(ClientPatience.of("1", null)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void aClientThatSaysNothingUsefulWaitsAsLongAsItMay() {
        assertThat(ClientPatience.of(null, null)).isEqualTo(Duration.ofDays(1));
        assertThat(ClientPatience.of("0", "soon")).isEqualTo(Duration.ofDays(1));
    }
}
