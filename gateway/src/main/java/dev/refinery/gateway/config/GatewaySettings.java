package dev.refinery.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code refinery.gateway.*}: what clients may ask for, and limits. */
@ConfigMapping(prefix = "refinery.gateway")
public interface GatewaySettings {
    /** Scheme, host and port that clients use, for the links in answers; empty = the host that each request names. */
    Optional<String> publicUrl();

    /** Bundles that a job may name; the first is the default. */
    @WithDefault("compositor@1,studio-flow@1")
    List<String> models();

    /** Reward policies of the product that a job may name besides published ones; the first is the default. */
    @WithDefault("catalog@1")
    List<String> policies();

    /** Largest JSON body, bytes. */
    @WithDefault("262144")
    long maxJsonBytes();

    /** Largest picture file, bytes. */
    @WithDefault("33554432")
    long maxImageBytes();

    /** Largest side of an uploaded picture, pixels. */
    @WithDefault("12000")
    int maxImageSide();

    /** Most pixels of an uploaded picture; less where the heap could not hold that many. */
    @WithDefault("40000000")
    long maxImagePixels();

    /** Longer sides are scaled down to this when a picture is stored, pixels. */
    @WithDefault("2048")
    int storedImageSide();

    /** Silence after which an event stream sends a comment, so that proxies keep it open. */
    @WithDefault("PT15S")
    Duration heartbeat();

    /** How long a request for a job that was just submitted waits for its view. */
    @WithDefault("PT2S")
    Duration viewWait();

    /** How long a presigned link works. */
    @WithDefault("PT15M")
    Duration linkLifetime();

    /** How long a submission waits for Kafka to acknowledge it. */
    @WithDefault("PT5S")
    Duration appendTimeout();

    /**
     * Where jobs may have their results put: {@code BUCKET}, {@code BUCKET/PREFIX} or {@code TENANT:BUCKET/PREFIX} each, on the
     * store of {@code refinery.s3} and with its keys; empty = nowhere.
     */
    Optional<List<String>> destinations();

    /** Pauses between attempts to put results there while the store does not answer; then it is given up. */
    @WithDefault("PT1S,PT5S,PT15S,PT30S,PT1M")
    List<Duration> destinationRetries();

    /**
     * Longest that a request for an image edit waits for its job; a client that tells its own time-out, as the OpenAI libraries do,
     * gets its answer before that.
     */
    @WithDefault("PT5M")
    Duration editWait();
}
