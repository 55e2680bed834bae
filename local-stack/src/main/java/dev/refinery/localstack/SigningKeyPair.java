package dev.refinery.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The Ed25519 key that signs this stack's results, generated once for each folder: a private file and a public one beside it. */
final class SigningKeyPair {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private SigningKeyPair() {}

    static void keptIn(StackHome home) throws IOException {
        if (Files.exists(home.provenanceKeyFile()) && Files.exists(home.provenancePublicKeyFile())) {
            return;
        }
        KeyPair pair = generated();
        Files.createDirectories(home.folder());
        Files.writeString(
                home.provenancePublicKeyFile(),
                pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        OwnerOnly.write(
                home.provenanceKeyFile(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static KeyPair generated() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform since 15 has Ed25519", e);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
