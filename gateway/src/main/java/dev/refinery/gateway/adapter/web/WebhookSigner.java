package dev.refinery.gateway.adapter.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Symmetric signatures of the Standard Webhooks specification: HMAC-SHA256 over {@code id.timestamp.body}. Thread-safe. */
final class WebhookSigner {
    private static final String PREFIX = "whsec_";

    private final SecretKeySpec key;

    /** @param secret {@code whsec_} and base64 of 24 to 64 bytes */
    WebhookSigner(String secret) {
        String text = secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("refinery.webhooks.secret must be whsec_ and base64", e);
        }
        if (bytes.length < 24 || bytes.length > 64) {
            throw new IllegalArgumentException("refinery.webhooks.secret must hold 24 to 64 bytes");
        }
        key = new SecretKeySpec(bytes, "HmacSHA256");
    }

    /** Value of the {@code webhook-signature} header. */
    String sign(String id, Instant timestamp, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String signed = id + "." + timestamp.getEpochSecond() + "." + body;
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
