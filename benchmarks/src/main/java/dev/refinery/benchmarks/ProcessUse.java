package dev.refinery.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system says that processes use. */
final class ProcessUse {
    private ProcessUse() {}

    /** Seconds of CPU so far, in steps of 10 ms on Linux; 0 where the system does not tell. */
    static double cpuSeconds(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(process -> process.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    /** Resident megabytes of this process. Linux only. */
    static double residentMegabytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
                }
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot read this process's memory: " + e.getMessage(), e);
        }
        throw new BenchFailure("/proc/self/status does not tell the resident memory");
    }

    /** Megabytes of heap that are in use after a collection. */
    static double heapMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }
}
