package dev.refinery.scorer.adapter.kafka;

import java.util.TreeMap;

/**
 * Which records of one partition are done. Records finish in any order; only an unbroken run of finished ones may be
 * committed. Thread-safe.
 */
final class OffsetLedger {
    private final TreeMap<Long, Boolean> open = new TreeMap<>();
    private long next = -1;
    private long committed = -1;

    synchronized void begin(long offset) {
        open.put(offset, false);
        if (next < 0) {
            next = offset;
            committed = offset;
        }
    }

    synchronized void done(long offset) {
        open.put(offset, true);
        while (!open.isEmpty() && open.firstEntry().getValue()) {
            next = open.pollFirstEntry().getKey() + 1;
        }
    }

    /** The position to commit, -1 when nothing changed since {@link #markCommitted}. */
    synchronized long committable() {
        return next > committed ? next : -1;
    }

    synchronized void markCommitted(long position) {
        committed = Math.max(committed, position);
    }
}
