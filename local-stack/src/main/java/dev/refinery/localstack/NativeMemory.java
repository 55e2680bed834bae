package dev.refinery.localstack;

import java.util.Map;

/** How glibc hands out native memory in the services. */
public final class NativeMemory {
    /**
     * Environment of every service, here and in docker-compose.yml: tensors go back to the system when they are freed. A
     * third of the worker's memory was glibc's fragments of them.
     */
    public static final Map<String, String> THRESHOLDS =
            Map.of("MALLOC_MMAP_THRESHOLD_", "1048576", "MALLOC_TRIM_THRESHOLD_", "4194304");

    private NativeMemory() {}
}
