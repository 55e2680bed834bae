package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.RequestRefused;

/** Fetches references that clients give by URL. Thread-safe. */
public interface RemotePictures {
    /**
     * @param field the request field that holds the URL, for the error
     * @throws RequestRefused the URL is not allowed, not reachable, or what it serves is too large
     */
    byte[] fetch(String url, String field);
}
