package dev.refinery.inference.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * @param parallelism native calls at a time, each on one core
 * @param nativeCache folder where the native libraries are unpacked once (about 450 MB), null = the user's default;
 *     the first runtime of the process decides
 * @param encodingBytes how much native memory cached reference encodings may take; encodings in use are never evicted
 * @param drain how long closing waits for native calls in progress
 * @param ownerGrace how long the JVM's shutdown waits for the owner to close the runtime before it does so itself:
 *     zero for programs that have no orderly shutdown of their own
 * @param device where flow models run, as DJL names it: {@code cpu}, {@code gpu} or {@code gpu1}; all else runs on the CPU
 * @param batch rows of one call of a flow model's network, at most: pictures, and their guidance, that share it
 */
public record RuntimeOptions(
        int parallelism,
        @Nullable Path nativeCache,
        long encodingBytes,
        Duration drain,
        Duration ownerGrace,
        String device,
        int batch) {
    public static final long DEFAULT_ENCODING_BYTES = 256L << 20;
    public static final String CPU = "cpu";
    public static final int DEFAULT_BATCH = 8;
    private static final Pattern DEVICE = Pattern.compile("cpu|gpu\\d*");

    /** On the CPU. */
    public RuntimeOptions(
            int parallelism, @Nullable Path nativeCache, long encodingBytes, Duration drain, Duration ownerGrace) {
        this(parallelism, nativeCache, encodingBytes, drain, ownerGrace, CPU, DEFAULT_BATCH);
    }

    public RuntimeOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch must be at least 1");
        }
        if (encodingBytes < 0) {
            throw new IllegalArgumentException("encodingBytes must not be negative");
        }
        if (!DEVICE.matcher(device).matches()) {
            throw new IllegalArgumentException("device must be cpu, gpu or gpu and a number, not " + device);
        }
    }

    /** For tools: closes itself when the JVM exits. */
    public static RuntimeOptions parallel(int parallelism) {
        return new RuntimeOptions(parallelism, null, DEFAULT_ENCODING_BYTES, Duration.ofSeconds(15), Duration.ZERO);
    }
}
