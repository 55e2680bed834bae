package dev.refinery.inference.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Process-wide settings of DJL's PyTorch engine; they only count before its first use. */
final class TorchEngine {
    static final String NAME = "PyTorch";

    private TorchEngine() {}

    /**
     * Offline, one thread a call (parallel callers beat parallel operators on the same cores, and one thread adds up in
     * one order), native libraries under {@code cache}.
     */
    static synchronized void configure(@Nullable Path cache) {
        setIfAbsent("ai.djl.offline", "true");
        setIfAbsent("ai.djl.pytorch.num_threads", "1");
        setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
        setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
        setIfAbsent("OPT_OUT_TRACKING", "true");
        if (cache != null) {
            Path folder = cache.toAbsolutePath();
            try {
                setIfAbsent("DJL_CACHE_DIR", folder.toString());
                setIfAbsent("ENGINE_CACHE_DIR", folder.toString());
                setIfAbsent(
                        "jna.tmpdir",
                        Files.createDirectories(folder.resolve("jna")).toString());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the native cache " + folder, e);
            }
        }
    }

    private static void setIfAbsent(String key, String value) {
        if (System.getProperty(key) == null && System.getenv(key) == null) {
            System.setProperty(key, value);
        }
    }
}
