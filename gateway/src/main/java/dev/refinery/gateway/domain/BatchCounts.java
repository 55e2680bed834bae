package dev.refinery.gateway.domain;

/**
 * Items that have ended.
 *
 * @param failed lines that are no job included
 */
public record BatchCounts(int succeeded, int failed, int cancelled) {
    public BatchCounts plus(JobStatus ended) {
        return add(ended, 1);
    }

    public BatchCounts minus(JobStatus ended) {
        return add(ended, -1);
    }

    private BatchCounts add(JobStatus ended, int n) {
        return switch (ended) {
            case SUCCEEDED -> new BatchCounts(succeeded + n, failed, cancelled);
            case CANCELED -> new BatchCounts(succeeded, failed, cancelled + n);
            case FAILED, EXPIRED -> new BatchCounts(succeeded, failed + n, cancelled);
            case QUEUED, RUNNING, CANCELING -> throw new IllegalArgumentException("not ended: " + ended);
        };
    }
}
