package dev.refinery.benchmarks.fleet;

/**
 * What a day was like.
 *
 * @param seconds until the last job had ended
 * @param workerSeconds that workers were there, starting included
 * @param busySeconds that they worked
 * @param candidates final renders included
 * @param batch tasks of a call, in the mean
 */
public record FleetReport(
        Percentiles interactive,
        Percentiles bulk,
        double seconds,
        double workerSeconds,
        double busySeconds,
        double judgeSeconds,
        int mostWorkers,
        long candidates,
        double batch) {
    /** Share of their time that workers worked. */
    public double utilisation() {
        return workerSeconds == 0 ? 0 : busySeconds / workerSeconds;
    }

    public double workerHours() {
        return workerSeconds / 3600;
    }
}
