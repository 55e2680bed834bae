package dev.refinery.benchmarks.fleet;

/**
 * What the machines do, in seconds.
 *
 * @param candidate one candidate alone on a device
 * @param company what a further candidate of the same batch costs, as a share of the first: 1 = nothing is gained
 * @param batch candidates of one call, at most
 * @param coldStart from a new worker's being asked for to its first task
 * @param judgement of one candidate, on one core
 * @param judges cores that judge
 * @param round between the last score of a round and the next round's tasks at the workers
 */
public record Hardware(
        double candidate, double company, int batch, double coldStart, double judgement, int judges, double round) {
    public Hardware {
        if (candidate <= 0 || company < 0 || company > 1 || batch < 1 || coldStart < 0 || judges < 1) {
            throw new IllegalArgumentException(
                    "times are positive, and company costs between nothing and the full price");
        }
    }

    /** A batch of tasks whose sizes add up to this many candidates. */
    double seconds(int tasks, double candidates) {
        double mean = candidates / tasks;
        return candidate * mean * (1 + company * (tasks - 1));
    }

    /** Candidates that one device makes in a second when it is never idle. */
    public double throughput() {
        return batch / seconds(batch, batch);
    }

    public Hardware withBatch(int largest) {
        return new Hardware(candidate, company, largest, coldStart, judgement, judges, round);
    }
}
