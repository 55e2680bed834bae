package dev.refinery.rewards;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cases that are not part of the project: {@code REFINERY_SHARED}, else {@code ../shared} beside the checkout. */
public final class SharedFolder {
    private SharedFolder() {}

    public static Optional<Path> find() {
        return Stream.of(
                        named(System.getProperty("refinery.shared")),
                        named(System.getenv("REFINERY_SHARED")),
                        besideCheckout())
                .flatMap(Optional::stream)
                .filter(folder -> Files.isDirectory(folder.resolve("parity")))
                .findFirst();
    }

    private static Optional<Path> named(@Nullable String folder) {
        return Optional.ofNullable(folder).map(Path::of);
    }

    private static Optional<Path> besideCheckout() {
        Path checkout = Path.of("").toAbsolutePath().getParent();
        return Optional.ofNullable(checkout).map(c -> c.resolveSibling("shared"));
    }
}
