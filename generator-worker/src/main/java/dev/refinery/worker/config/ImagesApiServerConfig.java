package dev.refinery.worker.config;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** {@code refinery.images-api.servers.<name>.*}: one server with an OpenAI-compatible images API. */
public interface ImagesApiServerConfig {
    /** Up to and without {@code /images/edits}, such as {@code https://host/v1}; empty = its bundles' tasks are refused. */
    Optional<URI> baseUrl();

    /** Bearer token, by environment or secret file; empty = none. */
    Optional<String> apiKey();

    /** Of one attempt. */
    @WithDefault("PT90S")
    Duration timeout();

    /** Attempts in all, on 408, 409, 425, 429, 5xx, time-outs and broken connections. */
    @WithDefault("3")
    int attempts();

    /** Doubles with every attempt, varied by a half; {@code Retry-After} goes first where it is longer. */
    @WithDefault("PT1S")
    Duration firstPause();

    /** Calls at a time from one worker. */
    @WithDefault("8")
    int parallelism();
}
