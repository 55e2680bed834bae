package dev.refinery.provenance;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** A key that signatures are checked with. Immutable and thread-safe. */
public final class PublicSigningKey {
    private static final int BYTES = 32;

    private final EdECPublicKey key;
    private final String id;

    PublicSigningKey(EdECPublicKey key) {
        this.key = key;
        this.id = thumbprint(key);
    }

    /**
     * Reads a PEM file that holds an Ed25519 {@code PUBLIC KEY} (what {@code openssl pkey -pubout} writes).
     *
     * @throws InvalidKeyFileException it does not hold one
     */
    public static PublicSigningKey read(Path file) throws InvalidKeyFileException {
        try {
            PublicKey key = KeyFactory.getInstance(ProvenanceXmp.ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Pem.read(file, "PUBLIC KEY")));
            if (key instanceof EdECPublicKey edwards) {
                return new PublicSigningKey(edwards);
            }
            throw new InvalidKeyFileException(file + " holds no Ed25519 public key.");
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyFileException(file + " holds no Ed25519 public key: " + e.getMessage(), e);
        }
    }

    /** RFC 7638 thumbprint, base64url of SHA-256. */
    public String id() {
        return id;
    }

    /** RFC 8037. */
    public Map<String, String> jwk() {
        return new TreeMap<>(Map.of(
                "kty", "OKP", "crv", ProvenanceXmp.ALGORITHM, "use", "sig", "alg", "EdDSA", "kid", id, "x", x(key)));
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, Pem.text("PUBLIC KEY", key.getEncoded()));
    }

    boolean verifies(byte[] message, String signature) {
        try {
            Signature check = Signature.getInstance(ProvenanceXmp.ALGORITHM);
            check.initVerify(key);
            check.update(message);
            return check.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // A signature of the wrong length, or no base64 at all, is a wrong signature.
            return false;
        }
    }

    private static String thumbprint(EdECPublicKey key) {
        String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x(key) + "\"}";
        try {
            return base64(MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** RFC 8032: y little-endian, the sign of x in the highest bit. */
    private static String x(EdECPublicKey key) {
        BigInteger y = key.getPoint().getY();
        byte[] big = y.toByteArray();
        byte[] little = new byte[BYTES];
        for (int i = 0; i < Math.min(BYTES, big.length); i++) {
            little[i] = big[big.length - 1 - i];
        }
        if (key.getPoint().isXOdd()) {
            little[BYTES - 1] |= (byte) 0x80;
        }
        return base64(Arrays.copyOf(little, BYTES));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
