package dev.refinery.gateway.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.refinery.gateway.app.UploadedParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** sha256 over what a request says, whatever its white space and the order of its fields. */
final class Fingerprint {
    private static final JsonMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Fingerprint() {}

    /** @param operation what is asked for and of what, besides {@code body} */
    static String of(String operation, JsonNode body) {
        return of(operation + "\n", body, UploadedParts.NONE);
    }

    static String of(JsonNode job, UploadedParts parts) {
        return of("", job, parts);
    }

    static String of(String operation, JsonNode job, UploadedParts parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(operation.getBytes(StandardCharsets.UTF_8));
            digest.update(SORTED.writeValueAsBytes(SORTED.treeToValue(job, Object.class)));
            List<UploadedParts.Part> sorted = parts.parts().stream()
                    .sorted(Comparator.comparing(UploadedParts.Part::name)
                            .thenComparing(p -> String.valueOf(p.fileName())))
                    .toList();
            try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                for (UploadedParts.Part part : sorted) {
                    String head = "\n" + part.name() + "\n" + part.fileName() + "\n"
                            + part.upload().bytes() + "\n";
                    out.write(head.getBytes(StandardCharsets.UTF_8));
                    try (InputStream in = Files.newInputStream(part.upload().file())) {
                        in.transferTo(out);
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("a part cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
