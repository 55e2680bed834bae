package dev.refinery.provenance;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** The key that a deployment signs its results with. Never shows itself. Immutable and thread-safe. */
public final class PrivateSigningKey {
    private final PrivateKey key;
    private final PublicSigningKey publicKey;

    private PrivateSigningKey(PrivateKey key, PublicSigningKey publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    public static PrivateSigningKey generate() {
        return of(pair(new SecureRandom()));
    }

    /**
     * Reads a PEM file that holds an unencrypted PKCS #8 Ed25519 {@code PRIVATE KEY} (what {@code openssl genpkey -algorithm ed25519}
     * writes).
     *
     * @throws InvalidKeyFileException it does not hold one; the message does not quote it
     */
    public static PrivateSigningKey read(Path file) throws InvalidKeyFileException {
        try {
            PrivateKey key = KeyFactory.getInstance(ProvenanceXmp.ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Pem.read(file, "PRIVATE KEY")));
            if (key instanceof EdECPrivateKey edwards) {
                return of(pair(edwards));
            }
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyFileException(file + " holds no Ed25519 private key in PKCS #8.", e);
        }
        throw new InvalidKeyFileException(file + " holds no Ed25519 private key in PKCS #8.");
    }

    private static PrivateSigningKey of(KeyPair pair) {
        return new PrivateSigningKey(pair.getPrivate(), new PublicSigningKey((EdECPublicKey) pair.getPublic()));
    }

    /** PKCS #8 holds the seed alone. Generating from that seed is the JDK's only way to the public half. */
    private static KeyPair pair(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("the key cannot be exported"));
        KeyPair pair = pair(new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(seed, 0, bytes, 0, bytes.length);
            }
        });
        if (!(pair.getPrivate() instanceof EdECPrivateKey again)
                || !Arrays.equals(again.getBytes().orElse(new byte[0]), seed)) {
            throw new GeneralSecurityException("this Java platform does not derive public keys");
        }
        return pair;
    }

    private static KeyPair pair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ProvenanceXmp.ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    public PublicSigningKey publicKey() {
        return publicKey;
    }

    /** PKCS #8 in PEM, to be kept where only its owner reads. */
    public String pem() {
        return Pem.text("PRIVATE KEY", key.getEncoded());
    }

    Provenance.Signature sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance(ProvenanceXmp.ALGORITHM);
            signer.initSign(key);
            signer.update(message);
            return new Provenance.Signature(
                    publicKey.id(), Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a loaded Ed25519 key signs", e);
        }
    }

    @Override
    public String toString() {
        return "PrivateSigningKey[" + publicKey.id() + "]";
    }
}
