package dev.refinery.gateway.app;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files that came in the same request as a job. */
public record UploadedParts(List<Part> parts) {
    public static final UploadedParts NONE = new UploadedParts(List.of());

    public UploadedParts {
        parts = List.copyOf(parts);
    }

    /** @param fileName as the client named it, null = not given */
    public record Part(String name, @Nullable String fileName, Upload upload) {}

    /** By part name, else by file name (folders are ignored on both sides). */
    public Optional<Part> find(String name) {
        return parts.stream()
                .filter(p -> p.name().equals(name))
                .findFirst()
                .or(() -> parts.stream()
                        .filter(p ->
                                p.fileName() != null && baseName(p.fileName()).equals(baseName(name)))
                        .findFirst());
    }

    private static String baseName(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }
}
