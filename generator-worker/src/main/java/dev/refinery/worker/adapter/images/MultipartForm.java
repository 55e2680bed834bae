package dev.refinery.worker.adapter.images;

import dev.refinery.worker.app.PictureFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A {@code multipart/form-data} body (RFC 7578). The same parts under the same boundary give the same bytes, so that a server which
 * compares repetitions finds them equal. Not thread-safe.
 */
final class MultipartForm {
    private final String boundary;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** @param key what no part contains, such as a hash; letters, digits and hyphens */
    MultipartForm(String key) {
        this.boundary = "refinery-" + key;
    }

    MultipartForm field(String name, String value) {
        head(name, "");
        write(value);
        write("\r\n");
        return this;
    }

    MultipartForm file(String name, PictureFile file) {
        String ending = switch (file.mediaType()) {
            case "image/jpeg" -> "jpg";
            case "image/webp" -> "webp";
            default -> "png";
        };
        head(name, "; filename=\"" + file.name() + "." + ending + "\"\r\nContent-Type: " + file.mediaType());
        bytes.writeBytes(file.bytes());
        write("\r\n");
        return this;
    }

    private void head(String name, String rest) {
        write("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"" + rest + "\r\n\r\n");
    }

    private void write(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    /** The whole body; nothing is added to it later. */
    byte[] body() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(bytes.size() + 100);
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }
}
