package dev.refinery.storage;

import java.net.URI;
import java.util.Map;

/**
 * Lets its holder PUT one object.
 *
 * @param headers to be sent exactly so; {@code Content-Length}, which HTTP clients set themselves, is not among them
 */
public record UploadLink(URI url, Map<String, String> headers) {
    public UploadLink {
        headers = Map.copyOf(headers);
    }
}
