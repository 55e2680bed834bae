package dev.refinery.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String BODY =
            "{\"type\":\"job.succeeded\",\"timestamp\":\"2026-11-25T12:00:00Z\",\"data\":{\"seq\":1000000,"
                    + "\"type\":\"job.succeeded\",\"job\":\"j1\",\"status\":\"succeeded\",\"later\":1,\"ended\":{\"outcome\":\"accepted\"}}}";
    private static final Instant NOW = Instant.now();

    /** The example of the specification. */
    @Test
    void acceptsTheSpecificationsExample() throws Exception {
        WebhookVerifier then = at(Instant.ofEpochSecond(1614265330 + 200), SECRET);
        Map<String, List<String>> headers =
                headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        then.check(
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8),
                name -> headers.get(name).getFirst());
    }

    @Test
    void believesWhatTheOfficialLibrarySigned() throws Exception {
        String signature = new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), BODY);
        WebhookMessage message = verify(at(NOW, OTHER, SECRET), BODY, signature);
        assertThat(message.id()).isEqualTo("msg_1");
        assertThat(message.timestamp()).isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
        assertThat(message.jobEvent().job()).isEqualTo("j1");
        assertThat(message.jobEvent().ends()).isTrue();
    }

    @Test
    void theOfficialLibraryBelievesTheSameAndNoMore() throws Exception {
        String good = new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), BODY);
        for (String signatures :
                List.of(good, "v1,AAAA " + good, "v2,x " + good, good.replace("v1,", "v2,"), "v1,AAAA", "v1,%%%")) {
            assertThat(believed(signatures)).as(signatures).isEqualTo(believedOfficially(signatures));
        }
    }

    @Test
    void whileASecretIsRotatedEitherFits() throws Exception {
        String both = new Webhook(OTHER).sign("msg_1", NOW.getEpochSecond(), BODY) + " "
                + new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), BODY);
        assertThat(verify(at(NOW, SECRET), BODY, both).type()).isEqualTo("job.succeeded");
        assertThat(verify(at(NOW, OTHER), BODY, both).type()).isEqualTo("job.succeeded");
    }

    @Test
    void refusesWhatWasChangedOrSignedByAnother() throws Exception {
        String signature = new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), BODY);
        assertThatThrownBy(() -> verify(at(NOW, SECRET), BODY.replace("j1", "j2"), signature))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessageContaining("no signature fits");
        assertThatThrownBy(() -> verify(at(NOW, OTHER), BODY, signature))
                .isInstanceOf(WebhookVerificationException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void refusesWhatIsTooOldOrFromTheFuture(long off) throws Exception {
        String signature = new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), BODY);
        assertThatThrownBy(() -> verify(at(Instant.ofEpochSecond(NOW.getEpochSecond() + off), SECRET), BODY, signature))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessageContaining("5 minutes");
    }

    @Test
    void saysWhichHeaderIsMissing() {
        assertThatThrownBy(() -> at(NOW, SECRET).verify(new byte[0], Map.of("webhook-id", List.of("x"))))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessage("the header webhook-timestamp is missing");
        assertThatThrownBy(() -> at(NOW, SECRET)
                        .verify(
                                new byte[0],
                                Map.of(
                                        "Webhook-Id",
                                        List.of("x"),
                                        "Webhook-Timestamp",
                                        List.of("now"),
                                        "Webhook-Signature",
                                        List.of("v1,x"))))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessageContaining("is no time");
    }

    @Test
    void aSignedBodyThatIsNoMessageIsRefused() throws Exception {
        String signature = new Webhook(SECRET).sign("msg_1", NOW.getEpochSecond(), "hello");
        assertThatThrownBy(() -> verify(at(NOW, SECRET), "hello", signature))
                .isInstanceOf(WebhookVerificationException.class)
                .hasMessageContaining("no message");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_no base64!"})
    void refusesWhatIsNoSecretWithoutRepeatingIt(String secret) {
        assertThatThrownBy(() -> new WebhookVerifier(secret))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a webhook secret is whsec_ and base64");
    }

    private static boolean believed(String signatures) {
        try {
            return verify(at(NOW, SECRET), BODY, signatures).ofJob();
        } catch (WebhookVerificationException e) {
            return false;
        }
    }

    private static boolean believedOfficially(String signatures) throws Exception {
        try {
            new Webhook(SECRET)
                    .verify(
                            BODY,
                            HttpHeaders.of(headers("msg_1", NOW.getEpochSecond(), signatures), (a, b) -> true)
                                    .map());
            return true;
        } catch (com.standardwebhooks.exceptions.WebhookVerificationException e) {
            return false;
        }
    }

    private static WebhookMessage verify(WebhookVerifier verifier, String body, String signatures)
            throws WebhookVerificationException {
        return verifier.verify(
                body.getBytes(StandardCharsets.UTF_8), headers("msg_1", NOW.getEpochSecond(), signatures));
    }

    private static WebhookVerifier at(Instant now, String... secrets) {
        return new WebhookVerifier(List.of(secrets), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Map<String, List<String>> headers(String id, long time, String signatures) {
        return Map.of(
                "webhook-id",
                List.of(id),
                "webhook-timestamp",
                List.of(Long.toString(time)),
                "webhook-signature",
                List.of(signatures));
    }
}
