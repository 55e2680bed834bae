package dev.refinery.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a request comes from the gateway, by the Standard Webhooks specification: HMAC-SHA256 over id, time and body under one of
 * the secrets, not older than five minutes. Verify the body's bytes as they came, before anything reads them. Thread-safe.
 */
public final class WebhookVerifier {
    private static final String PREFIX = "whsec_";
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final List<SecretKeySpec> keys;
    private final Clock clock;
    private final ObjectMapper json = ApiJson.mapper();

    /**
     * @param secrets {@code whsec_..}; several while they are rotated, of which one must fit
     * @throws IllegalArgumentException when there is none, or one is no secret; its text is not repeated
     */
    public WebhookVerifier(Collection<String> secrets) {
        this(secrets, Clock.systemUTC());
    }

    public WebhookVerifier(String... secrets) {
        this(List.of(secrets));
    }

    WebhookVerifier(Collection<String> secrets, Clock clock) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a verifier needs a secret");
        }
        List<SecretKeySpec> read = new ArrayList<>();
        for (String secret : secrets) {
            read.add(new SecretKeySpec(bytesOf(secret), "HmacSHA256"));
        }
        this.keys = List.copyOf(read);
        this.clock = clock;
    }

    /**
     * @param headers by name, in any case
     * @throws WebhookVerificationException saying what does not fit
     */
    public WebhookMessage verify(byte[] body, Map<String, List<String>> headers) throws WebhookVerificationException {
        return verify(
                body,
                name -> headers.entrySet().stream()
                        // A header's name may be null in what some servers hand out.
                        .filter(e -> name.equalsIgnoreCase(e.getKey())
                                && !e.getValue().isEmpty())
                        .map(e -> e.getValue().getFirst())
                        .findFirst()
                        .orElse(""));
    }

    /** @param header looks a header up by its lower-case name; empty or null = there is none */
    public WebhookMessage verify(byte[] body, Function<String, @Nullable String> header)
            throws WebhookVerificationException {
        return read(check(body, header), body);
    }

    /** Returns the message's id. */
    String check(byte[] body, Function<String, @Nullable String> header) throws WebhookVerificationException {
        String id = required(header, "webhook-id");
        String time = required(header, "webhook-timestamp");
        String signatures = required(header, "webhook-signature");
        checkTime(time);
        boolean fits = false;
        for (SecretKeySpec key : keys) {
            byte[] expected = sign(key, id, time, body);
            for (String given : signatures.split(" ", -1)) {
                fits |= given.startsWith("v1,") && MessageDigest.isEqual(decoded(given.substring(3)), expected);
            }
        }
        if (!fits) {
            throw new WebhookVerificationException("no signature fits: another secret signed it, or it was changed");
        }
        return id;
    }

    private WebhookMessage read(String id, byte[] body) throws WebhookVerificationException {
        try {
            JsonNode message = json.readTree(body);
            return new WebhookMessage(
                    id,
                    message.path("type").asText(),
                    Instant.parse(message.path("timestamp").asText()),
                    message.path("data"));
        } catch (IOException | DateTimeParseException e) {
            throw new WebhookVerificationException("it is signed, but no message: " + e.getMessage());
        }
    }

    private void checkTime(String time) throws WebhookVerificationException {
        if (!time.matches("[0-9]{1,12}")) {
            throw new WebhookVerificationException("webhook-timestamp is no time");
        }
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(time)), clock.instant());
        if (off.abs().compareTo(TOLERANCE) > 0) {
            throw new WebhookVerificationException("it was sent " + off.toSeconds() + " s ago, more than "
                    + TOLERANCE.toMinutes() + " minutes from now: a repetition, or a clock that is wrong");
        }
    }

    private static String required(Function<String, @Nullable String> header, String name)
            throws WebhookVerificationException {
        String value = header.apply(name);
        if (value == null || value.isBlank()) {
            throw new WebhookVerificationException("the header " + name + " is missing");
        }
        return value.strip();
    }

    private static byte[] sign(SecretKeySpec key, String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update((id + "." + time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /** What is no base64 fits nothing. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] bytesOf(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the text.
        }
        throw new IllegalArgumentException("a webhook secret is whsec_ and base64");
    }
}
