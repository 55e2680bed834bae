package dev.refinery.cli;

import dev.refinery.cli.JobStory.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a job's pictures to disk. */
final class ResultSaver {
    private final GatewayClient gateway;
    private final Path folder;

    ResultSaver(GatewayClient gateway, Path folder) {
        this.gateway = gateway;
        this.folder = folder;
    }

    /** Saves as {@code result-<index>.<ext>}, replacing older ones; returns the files. */
    List<Path> save(List<Result> results) {
        List<Path> saved = new ArrayList<>();
        try {
            Files.createDirectories(folder);
            for (Result result : results) {
                Path file = folder.resolve("result-" + result.index() + "." + extension(result.mediaType()));
                Files.write(file, gateway.download(result.address()));
                saved.add(file.toAbsolutePath().normalize());
            }
        } catch (IOException e) {
            throw new CliException(
                    "cannot write to " + folder + ": " + e.getMessage() + ". Name another folder with --out.", e);
        }
        return saved;
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "image/jpeg" -> "jpg";
            case "image/webp" -> "webp";
            default -> "png";
        };
    }
}
