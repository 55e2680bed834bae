package dev.refinery.benchmarks;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code bench engine} measured. Rates are candidates a second. */
record EngineReport(
        String machine,
        String model,
        String job,
        int side,
        List<Throughput> throughput,
        List<Cache> cache,
        List<Batching> batching,
        @Nullable Memory memory) {
    /** The share of the bare loop's rate that a worker is to reach. */
    static final double TARGET = 0.9;

    /**
     * The worker against a bare loop of the same module on as many threads, in turns.
     *
     * @param ratios of the worker's rate to the bare loop's, turn by turn
     * @param bareCpuMs of a candidate, this process
     * @param workerCpuMs of a candidate, this process
     * @param infraCpuMs of a candidate, Kafka's and the store's process
     * @param overheadMs of half the candidates at most: from delivery to verdict, rendering and waiting for the device not counted
     * @param overheadMs99 of 99 in 100
     * @param stages mean milliseconds of a candidate by stage; {@code render} includes waiting for the device
     * @param busy share of the device's places that rendered while the worker worked
     * @param hidden share of the time beside rendering during which no place of the device stood idle, at least
     */
    record Throughput(
            int threads,
            int candidates,
            double bare,
            double worker,
            double ratio,
            List<Double> ratios,
            double bareCpuMs,
            double workerCpuMs,
            double infraCpuMs,
            double overheadMs,
            double overheadMs99,
            Map<String, Double> stages,
            double busy,
            double hidden) {}

    /**
     * @param references {@code repeated} or {@code new}
     * @param referencesMs mean time to get a candidate's references ready
     */
    record Cache(String references, int candidates, double rate, double referencesMs, long hits, long misses) {}

    /** @param renders at a time */
    record Batching(String model, int side, int renders, double rate) {}

    /**
     * @param residentMb along the way
     * @param heapHalfwayMb in use after a collection
     */
    record Memory(int candidates, List<Double> residentMb, MemoryTrend trend, double heapHalfwayMb, double heapEndMb) {}
}
