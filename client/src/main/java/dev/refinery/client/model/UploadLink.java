package dev.refinery.client.model;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Where a file goes that was announced: a PUT with exactly these headers, then {@code completeUrl}.
 *
 * @param id of the upload, for {@code complete}
 */
public record UploadLink(String id, Target upload, String completeUrl) {
    public UploadLink {
        Objects.requireNonNull(id, "id");
    }

    /** Needs no credentials, and takes as many bytes as were announced and no others. */
    public record Target(String method, URI url, Map<String, String> headers, Instant expiresAt) {
        public Target {
            headers = Absent.map(headers);
        }
    }
}
