package dev.refinery.gateway.domain;

import org.jspecify.annotations.Nullable;

/** How a client gets a picture here other than in the body of its request. */
public sealed interface AssetRequest {
    /**
     * Asks for a link to upload over.
     *
     * @param mediaType that the upload will bear; what it is shows when it is here
     * @param sha256 of the file, null = not told
     */
    record Announced(String mediaType, long bytes, @Nullable String sha256) implements AssetRequest {}

    /** @param sha256 of a file that was uploaded before, or of a stored picture */
    record Known(String sha256) implements AssetRequest {}

    /** To be fetched by the gateway, or inside the request. */
    record Given(JobRequest.Source.Addressed source) implements AssetRequest {}
}
