package dev.refinery.inference.batch;

import java.util.HashMap;
import java.util.Map;

/**
 * How many rows a network call may have, by shape: halved where the device ran out of memory, and one more again after a while
 * without that. Not thread-safe.
 */
public final class BatchLimits {
    private static final int CALLS_BEFORE_MORE = 200;

    private final int largest;
    private final Map<Object, Limit> lowered = new HashMap<>();

    public BatchLimits(int largest) {
        if (largest < 1) {
            throw new IllegalArgumentException("a batch has at least one row, not " + largest);
        }
        this.largest = largest;
    }

    public int of(Object shape) {
        Limit limit = lowered.get(shape);
        return limit == null ? largest : limit.rows;
    }

    /** A call of so many rows found no memory. */
    public void exhausted(Object shape, int rows) {
        lowered.put(shape, new Limit(Math.max(1, Math.min(rows, of(shape)) / 2)));
    }

    /** A call of so many rows went well. */
    public void succeeded(Object shape, int rows) {
        Limit limit = lowered.get(shape);
        if (limit == null || rows < limit.rows || ++limit.calls < CALLS_BEFORE_MORE) {
            return;
        }
        limit.calls = 0;
        if (++limit.rows == largest) {
            lowered.remove(shape);
        }
    }

    private static final class Limit {
        private int rows;
        private int calls;

        private Limit(int rows) {
            this.rows = rows;
        }
    }
}
