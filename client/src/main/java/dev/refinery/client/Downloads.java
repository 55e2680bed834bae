package dev.refinery.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Writes answers to files. */
final class Downloads {
    private Downloads() {}

    /** The file is there only when it is whole. */
    static void toFile(Transport transport, Call call, Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            Path written = transport.send(call, BodyHandlers.ofFile(partial)).required();
            Files.move(Objects.requireNonNull(written), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
