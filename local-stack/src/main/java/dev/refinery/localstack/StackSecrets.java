package dev.refinery.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets generated once for each folder. */
final class StackSecrets {
    private StackSecrets() {}

    /** The key that signs webhooks, in the form that Standard Webhooks gives such keys. */
    static String webhookSecret(StackHome home) throws IOException {
        Path file = home.webhookSecretFile();
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        byte[] key = new byte[24];
        new SecureRandom().nextBytes(key);
        String secret = "whsec_" + Base64.getEncoder().encodeToString(key);
        OwnerOnly.write(file, secret + "\n");
        return secret;
    }
}
