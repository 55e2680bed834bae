package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.client.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes a job's pictures to disk. */
final class ResultSaver {
    private static final int LAYOUT_ATTEMPTS = 4;

    private final GatewayClient gateway;
    private final Path folder;

    ResultSaver(GatewayClient gateway, Path folder) {
        this.gateway = gateway;
        this.folder = folder;
    }

    /**
     * Saves as {@code result-<index>.<ext>} with its layout and scores in {@code result-<index>.json}, replacing older ones;
     * returns the pictures.
     */
    List<Path> save(String job, List<Result> results) {
        List<Path> saved = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Result result : results) {
                Path file = folder.resolve("result-" + result.index() + "." + extension(result.mediaType()));
                Files.write(file, gateway.download(result.url()));
                saved.add(file.toAbsolutePath().normalize());
            }
            JsonNode described = described(job);
            for (int i = 0; i < saved.size(); i++) {
                if (described.path(i).isObject()) {
                    LayoutFile.write(saved.get(i), job, described.path(i));
                }
            }
        } catch (IOException e) {
            throw new CliException(
                    "cannot write to " + folder + ": " + e.getMessage() + ". Name another folder with --out.", e);
        }
        return saved;
    }

    /** The job's results as the API tells them; their layouts may come a moment after the ending. */
    private JsonNode described(String job) {
        JsonNode results = gateway.job(job).path("results");
        for (int attempt = 0; attempt < LAYOUT_ATTEMPTS && !results.path(0).has("layout"); attempt++) {
            Pause.of(Duration.ofMillis(100L << attempt));
            results = gateway.job(job).path("results");
        }
        return results;
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "image/jpeg" -> "jpg";
            case "image/webp" -> "webp";
            default -> "png";
        };
    }
}
