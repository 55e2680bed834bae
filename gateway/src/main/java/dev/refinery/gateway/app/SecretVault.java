package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.storage.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes signing secrets and seals them for the log: AES-256-GCM, bound to the endpoint, so that a sealed secret is of no use under
 * another one. Without a key they are kept as they are. Thread-safe.
 */
public final class SecretVault {
    private static final String PLAIN = "plain:";
    private static final String SEALED = "aes-gcm:";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SECRET_BYTES = 32;

    private final List<Key> keys;
    private final SecureRandom random;

    private record Key(String name, SecretKeySpec spec) {}

    /** @param keys base64 of 32 bytes each: the first one seals, all of them open; none = secrets stay readable in the log */
    public SecretVault(List<String> keys, SecureRandom random) {
        this.random = random;
        this.keys = new ArrayList<>();
        for (String key : keys) {
            byte[] bytes = decode(key);
            this.keys.add(new Key(Sha256.hex(bytes).substring(0, 8), new SecretKeySpec(bytes, "AES")));
        }
    }

    private static byte[] decode(String key) {
        try {
            byte[] bytes = Base64.getDecoder().decode(key.strip());
            if (bytes.length == KEY_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Said below, without the key.
        }
        throw new IllegalArgumentException("refinery.webhooks.encryption-keys must be base64 of 32 bytes each, such as"
                + " openssl rand -base64 32 prints");
    }

    public boolean seals() {
        return !keys.isEmpty();
    }

    /** {@code whsec_} and base64, as Standard Webhooks has it. */
    public String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    public String seal(String secret, EndpointId endpoint) {
        if (keys.isEmpty()) {
            return PLAIN + secret;
        }
        Key key = keys.getFirst();
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, key, nonce, endpoint).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return SEALED + key.name() + ":" + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    public String open(String sealed, EndpointId endpoint) throws SecretUnreadableException {
        if (sealed.startsWith(PLAIN)) {
            return sealed.substring(PLAIN.length());
        }
        String[] parts = sealed.split(":", -1);
        if (parts.length != 3 || !sealed.startsWith(SEALED)) {
            throw unknownForm();
        }
        Key key = keys.stream()
                .filter(k -> k.name().equals(parts[1]))
                .findFirst()
                .orElseThrow(() -> new SecretUnreadableException("the signing secret is sealed with key " + parts[1]
                        + ", which refinery.webhooks.encryption-keys does not hold"));
        byte[] all = sealedBytes(parts[2]);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(all, NONCE_BYTES), endpoint);
            return new String(cipher.doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES), StandardCharsets.UTF_8);
        } catch (AEADBadTagException e) {
            throw new SecretUnreadableException("the signing secret was altered in the log");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    private static byte[] sealedBytes(String text) throws SecretUnreadableException {
        try {
            byte[] all = Base64.getDecoder().decode(text);
            if (all.length > NONCE_BYTES + TAG_BITS / 8) {
                return all;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw unknownForm();
    }

    private static SecretUnreadableException unknownForm() {
        return new SecretUnreadableException("the signing secret is stored in a form that is unknown here");
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, EndpointId endpoint) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.spec(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(endpoint.value().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
