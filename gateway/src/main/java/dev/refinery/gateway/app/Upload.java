package dev.refinery.gateway.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that a client sent, on disk until somebody has room for it.
 *
 * @param bytes its length
 */
public record Upload(Path file, long bytes) {
    public static Upload of(Path file) {
        try {
            return new Upload(file, Files.size(file));
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded file is gone", e);
        }
    }

    public byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("an uploaded file cannot be read", e);
        }
    }
}
