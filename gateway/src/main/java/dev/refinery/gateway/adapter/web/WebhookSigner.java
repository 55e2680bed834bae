package dev.refinery.gateway.adapter.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Symmetric signatures of the Standard Webhooks specification: HMAC-SHA256 over {@code id.timestamp.body}. Thread-safe. */
final class WebhookSigner {
    private static final String PREFIX = "whsec_";

    private final List<SecretKeySpec> keys;

    /**
     * @param secrets {@code whsec_} and base64 of 24 to 64 bytes; with several, each signs
     * @throws IllegalArgumentException saying what is wrong with a secret, not the secret
     */
    WebhookSigner(List<String> secrets) {
        keys = secrets.stream().map(WebhookSigner::key).toList();
    }

    private static SecretKeySpec key(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a signing secret must be whsec_ and base64", e);
        }
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException("a signing secret must hold 24 to 64 bytes");
        }
        return new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Value of the {@code webhook-signature} header: one signature for each secret, with spaces between. */
    String sign(String id, Instant timestamp, String body) {
        byte[] signed = (id + "." + timestamp.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(key -> "v1," + mac(key, signed)).collect(Collectors.joining(" "));
    }

    private static String mac(SecretKeySpec key, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
