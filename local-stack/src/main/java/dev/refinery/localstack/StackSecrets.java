package dev.refinery.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets generated once for each folder. */
final class StackSecrets {
    private StackSecrets() {}

    /** The key that signs jobs' own webhooks, in the form that Standard Webhooks gives such keys. */
    static String webhookSecret(StackHome home) throws IOException {
        return kept(home.webhookSecretFile(), "whsec_", 24);
    }

    /** The key that encrypts the secrets of webhook endpoints. */
    static String webhookKey(StackHome home) throws IOException {
        return kept(home.webhookKeyFile(), "", 32);
    }

    private static String kept(Path file, String prefix, int bytes) throws IOException {
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] key = new byte[bytes];
        new SecureRandom().nextBytes(key);
        String secret = prefix + Base64.getEncoder().encodeToString(key);
        OwnerOnly.write(file, secret + "\n");
        return secret;
    }
}
