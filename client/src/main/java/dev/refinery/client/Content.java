package dev.refinery.client;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is sent: it can be read from its beginning as often as a call is repeated. Thread-safe where its source is. */
public final class Content {
    private static final String BYTES = "application/octet-stream";

    private final Supplier<BodyPublisher> publisher;
    private final String mediaType;
    private final @Nullable String fileName;

    private Content(Supplier<BodyPublisher> publisher, String mediaType, @Nullable String fileName) {
        this.publisher = publisher;
        this.mediaType = mediaType;
        this.fileName = fileName;
    }

    /** A picture's bytes; the gateway looks what they are. */
    public static Content of(byte[] bytes) {
        return of(bytes, BYTES);
    }

    public static Content of(byte[] bytes, String mediaType) {
        byte[] copy = bytes.clone();
        return new Content(() -> BodyPublishers.ofByteArray(copy), mediaType, null);
    }

    /** A file; its media type is guessed from its name, which is a hint only. It is read when it is sent. */
    public static Content of(Path file) {
        return of(file, mediaType(file));
    }

    public static Content of(Path file, String mediaType) {
        Path name = file.getFileName();
        return new Content(() -> ofFile(file), mediaType, name == null ? null : name.toString());
    }

    /** @param source opens the stream anew for each attempt; the client closes what it opened */
    public static Content of(Supplier<? extends InputStream> source, String mediaType) {
        return new Content(() -> BodyPublishers.ofInputStream(source), mediaType, null);
    }

    static Content of(Supplier<BodyPublisher> publisher, String mediaType, @Nullable String fileName) {
        return new Content(publisher, mediaType, fileName);
    }

    /** @throws UncheckedIOException when it is a file that cannot be read */
    BodyPublisher publisher() {
        return publisher.get();
    }

    String mediaType() {
        return mediaType;
    }

    @Nullable
    String fileName() {
        return fileName;
    }

    private static BodyPublisher ofFile(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String mediaType(Path picture) {
        String name = picture.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".png")) {
            return "image/png";
        }
        if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
            return "image/jpeg";
        }
        return name.endsWith(".webp") ? "image/webp" : BYTES;
    }
}
