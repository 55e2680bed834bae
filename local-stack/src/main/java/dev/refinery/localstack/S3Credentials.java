package dev.refinery.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** Access key and secret of the embedded S3 server, generated once for each data folder. */
public record S3Credentials(String accessKey, String secretKey) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Reads the pair kept in {@code file}, or generates one and keeps it there, readable by its owner only. */
    static S3Credentials keptIn(Path file) throws IOException {
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() >= 2 && !lines.get(0).isBlank() && !lines.get(1).isBlank()) {
                return new S3Credentials(lines.get(0), lines.get(1));
            }
        }
        S3Credentials fresh = new S3Credentials("local" + random(6), random(24));
        OwnerOnly.write(file, fresh.accessKey + "\n" + fresh.secretKey + "\n");
        return fresh;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "S3Credentials[" + accessKey + "]";
    }

    private static String random(int bytes) {
        byte[] raw = new byte[bytes];
        RANDOM.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }
}
