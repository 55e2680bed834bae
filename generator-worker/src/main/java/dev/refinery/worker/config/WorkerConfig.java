package dev.refinery.worker.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code refinery.worker.*} */
@ConfigMapping(prefix = "refinery.worker")
public interface WorkerConfig {
    /** Pictures rendered at a time, one core each. Default: the number of cores. */
    OptionalInt parallelism();

    /** Where flow models run: {@code cpu}, {@code gpu}, {@code gpu1} or several of them; each has every model. */
    @WithDefault("cpu")
    List<String> device();

    /** Rows of one call of a flow model's network, at most: pictures, and their guidance, that share it. */
    @WithDefault("8")
    int batch();

    /** Memory for bundles, on each device; those that do not fit are loaded when a task asks for them. Default: no limit. */
    Optional<MemorySize> models();

    /** Not alive when a device has had work for so long and none of it ended. */
    @WithDefault("10m")
    Duration stuck();

    /** Tasks held beyond those being rendered, so that transfers overlap with rendering. */
    @WithDefault("2")
    int ahead();

    /** Share group of all workers. */
    @WithDefault("refinery-workers")
    String group();

    /** How long a task stays with a worker that shows no sign of life; 15 to 60 s. */
    @WithDefault("30s")
    Duration lock();

    /** How often brokers hand a task out; only used when they do not tell their own limit. */
    @WithDefault("5")
    int deliveryLimit();

    /** How long a task waits here for a store or log that is away, before another worker may have it. */
    @WithDefault("60s")
    Duration patience();

    /** On SIGTERM: how long tasks in hand may take to finish. */
    @WithDefault("12s")
    Duration drain();

    /** Least cut-out confidence of a subject that carries a gate, [0, 1]. */
    @WithDefault("0.25")
    double minCutoutConfidence();

    /** Least cut-out confidence of any subject, [0, 1]. */
    @WithDefault("0.05")
    double cutoutFloor();

    /** Native memory for encoded references. */
    @WithDefault("192M")
    MemorySize encodings();

    /** Cancellations older than this are not looked up at start. */
    @WithDefault("1h")
    Duration cancelLookback();
}
