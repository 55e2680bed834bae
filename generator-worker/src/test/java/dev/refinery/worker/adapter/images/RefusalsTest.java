package dev.refinery.worker.adapter.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.worker.app.ProviderException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalsTest {
    private static final String KEY = "sk-very-secret-1234";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {} | provider_unauthorized | false",
                "403 | nonsense | provider_unauthorized | false",
                "402 | {} | provider_quota | false",
                "429 | {\"error\":{\"code\":\"insufficient_quota\"}} | provider_quota | false",
                "429 | {\"error\":{\"code\":\"rate_limit_exceeded\"}} | provider_busy | true",
                "503 | '' | provider_busy | true",
                "500 | {} | provider_failed | true",
                "502 | <html> | provider_failed | true",
                "408 | {} | provider_failed | true",
                "409 | {} | provider_failed | true",
            })
    void whatMayPassIsUnavailable(int status, String body, String code, boolean again) {
        ProviderException failure = Refusals.of(status, body.getBytes(UTF_8), KEY);
        assertThat(failure).isInstanceOf(ProviderException.Unavailable.class);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(Refusals.mayPass(status, body.getBytes(UTF_8))).isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"code\":\"moderation_blocked\",\"message\":\"stopped\"}} | false | stopped",
                "400 | {\"error\":{\"type\":\"content_policy_violation\",\"message\":\"no\"}} | false | no",
                "400 | {\"error\":{\"code\":\"invalid_size\",\"message\":\"size?\"}} | true | size?",
                "404 | {\"error\":\"no such model\"} | true | no such model",
                "422 | {\"detail\":[{\"msg\":\"field required\"}]} | true | field required",
                "413 | {\"message\":\"too much\"} | true | too much",
                "400 | <html>oops</html> | true | answers 400",
                "302 | '' | true | redirects",
            })
    void whatWillNotPassIsRefusedAndSaysWhy(int status, String body, boolean fatal, String said) {
        ProviderException failure = Refusals.of(status, body.getBytes(UTF_8), KEY);
        assertThat(failure).isInstanceOf(ProviderException.Refused.class).hasMessageContaining(said);
        assertThat(failure.code()).isEqualTo("provider_refused");
        assertThat(((ProviderException.Refused) failure).fatal()).isEqualTo(fatal);
    }

    @Test
    void aServerMaySayThatItsFailureIsTheEndOfIt() {
        assertThat(Refusals.isFinal(500, Optional.of("false"))).isTrue();
        assertThat(Refusals.isFinal(409, Optional.of("False"))).isTrue();
        assertThat(Refusals.isFinal(500, Optional.of("true"))).isFalse();
        assertThat(Refusals.isFinal(500, Optional.empty())).isFalse();
        assertThat(Refusals.isFinal(504, Optional.of("false")))
                .as("its work goes on under the same key")
                .isFalse();
        ProviderException settled = Refusals.settled(Refusals.of(500, new byte[0], KEY));
        assertThat(settled).isInstanceOf(ProviderException.Refused.class);
        assertThat(settled.code()).isEqualTo("provider_failed");
        assertThat(((ProviderException.Refused) settled).fatal()).isFalse();
    }

    @Test
    void noKeyIsRepeatedAndNothingLong() {
        String body = "{\"error\":{\"message\":\"key " + KEY + " and sk-other*99\\n\\u0007 " + "x".repeat(500) + "\"}}";
        String message = Refusals.of(400, body.getBytes(UTF_8), KEY).getMessage();
        assertThat(message)
                .contains("key [key] and [key] x")
                .doesNotContain("secret", "\n", "\u0007")
                .endsWith("…")
                .hasSizeLessThan(300);
        assertThat(Refusals.of(401, body.getBytes(UTF_8), KEY).getMessage()).doesNotContain("key [key]", "secret");
    }
}
