package dev.refinery.scorer.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** {@code refinery.vlm.*}: the vision-language model that policies may name. */
@ConfigMapping(prefix = "refinery.vlm")
public interface VisionSettings {
    /** OpenAI-compatible endpoint, up to and without {@code /chat/completions}; empty = policies cannot name one. */
    Optional<URI> baseUrl();

    /** Bearer token, by environment or secret file; empty = none. */
    Optional<String> apiKey();

    /** Of one attempt. */
    @WithDefault("PT30S")
    Duration timeout();

    /** Attempts in all, on 429, 5xx and broken connections. */
    @WithDefault("4")
    int attempts();

    /** Doubles with every attempt, varied by a half. */
    @WithDefault("PT0.5S")
    Duration firstPause();

    /** Calls at a time. */
    @WithDefault("4")
    int parallelism();

    /** Price of a million prompt tokens, in any currency. */
    @WithDefault("0")
    double promptPrice();

    /** Price of a million completion tokens. */
    @WithDefault("0")
    double completionPrice();
}
