package dev.refinery.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A body of {@code multipart/form-data}, RFC 7578, whose parts are read while they are sent. */
final class Multipart {
    private Multipart() {}

    /** @param parts by name, in the order that they are sent */
    static Content of(Map<String, Content> parts) {
        String boundary = "refinery-" + UUID.randomUUID();
        return Content.of(() -> publisher(parts, boundary), "multipart/form-data; boundary=" + boundary, null);
    }

    private static BodyPublisher publisher(Map<String, Content> parts, String boundary) {
        List<BodyPublisher> all = new ArrayList<>();
        parts.forEach((name, part) -> {
            all.add(text("--" + boundary + "\r\n" + heading(name, part) + "\r\n"));
            all.add(part.publisher());
            all.add(text("\r\n"));
        });
        all.add(text("--" + boundary + "--\r\n"));
        return BodyPublishers.concat(all.toArray(BodyPublisher[]::new));
    }

    private static String heading(String name, Content part) {
        boolean field = part.mediaType().equals("application/json");
        String fileName = part.fileName();
        return "Content-Disposition: form-data; name=\"" + quoted(name) + "\""
                + (field ? "" : "; filename=\"" + quoted(fileName == null ? name : fileName) + "\"")
                + "\r\nContent-Type: " + part.mediaType() + "\r\n";
    }

    private static String quoted(String text) {
        return text.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static BodyPublisher text(String text) {
        return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
    }
}
