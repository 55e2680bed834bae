package dev.refinery.access;

import dev.refinery.contracts.Require;
import dev.refinery.storage.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its holder sends it: {@code rfk_<id>_<secret>}, 16 and 64 hex digits. The id is no secret; the secret is
 * 256 random bits, so that one SHA-256 of it can neither be searched nor looked up in tables: a slow hash would protect
 * passwords, which are guessable, and here only cost time on every request.
 */
public record KeyToken(String id, String secret) {
    /** How every key begins; scanners for leaked secrets can look for it. */
    public static final String PREFIX = "rfk_";

    static final Pattern ID = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern FORM = Pattern.compile("rfk_([0-9a-f]{16})_([0-9a-f]{64})");

    public KeyToken {
        Require.matches(id, ID, "key id");
    }

    /** @param random unguessable */
    public static KeyToken generate(RandomGenerator random) {
        byte[] id = new byte[8];
        byte[] secret = new byte[32];
        random.nextBytes(id);
        random.nextBytes(secret);
        return new KeyToken(HexFormat.of().formatHex(id), HexFormat.of().formatHex(secret));
    }

    /** Empty when the text is no key of this form. */
    public static Optional<KeyToken> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() ? Optional.of(new KeyToken(matcher.group(1), matcher.group(2))) : Optional.empty();
    }

    /** The whole key, for its holder only. */
    public String reveal() {
        return PREFIX + id + "_" + secret;
    }

    String secretSha256() {
        return Sha256.hex(secret.getBytes(StandardCharsets.US_ASCII));
    }

    /** Compares in constant time. */
    public boolean opens(ApiKey key) {
        return MessageDigest.isEqual(
                secretSha256().getBytes(StandardCharsets.US_ASCII),
                key.secretSha256().getBytes(StandardCharsets.US_ASCII));
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_...";
    }
}
