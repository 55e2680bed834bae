package dev.refinery.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, for logs and metrics. Holds no header: no key.
 *
 * @param contentType of the request; null = it had no body
 * @param attempt from 1
 * @param status 0 = no answer
 * @param took until the answer was there, or its beginning where it is read as it comes
 */
public record Exchange(String method, URI uri, @Nullable String contentType, int attempt, int status, Duration took) {}
