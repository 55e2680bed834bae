package dev.refinery.scorer.domain;

import dev.refinery.contracts.Require;

/**
 * How many tasks of a lane may be out, released and not ended: enough that no worker waits for the next one, few enough that a newcomer is soon
 * served. The partitions of the controller are spread over replicas, and each replica counts its own tasks only.
 */
public sealed interface Window {
    /** Work is handed out where no worker is seen too: what waits in the topic is what starts one. */
    int LEAST = 4;

    /**
     * The window of one replica.
     *
     * @param slots tasks that all workers of the lane can hold at a time
     * @param owned partitions that the replica has
     * @param partitions all of them
     * @param perSecond tasks of this replica that ended in a second, lately
     */
    int share(int slots, int owned, int partitions, double perSecond);

    /**
     * How many tasks may be out after what is released now.
     *
     * @param share the window
     * @param out tasks that are out before
     * @param round tasks of the round that is next
     */
    default int upTo(int share, int out, int round) {
        return share;
    }

    /**
     * What the workers can hold, and a reserve to go on with while the next is released: as much again or half a second of work, whichever is more, for
     * a release takes as long for small tasks as for large ones. A replica takes its share, but never less than the workers can hold, so
     * that they are busy when it alone has work.
     */
    record OfWorkers() implements Window {
        private static final double RESERVE_SECONDS = 0.5;

        @Override
        public int share(int slots, int owned, int partitions, double perSecond) {
            int held = part(slots, owned, partitions);
            int twice = part(2L * slots, owned, partitions);
            int ahead = held + (int) Math.ceil(RESERVE_SECONDS * perSecond);
            return Math.max(Math.max(LEAST, slots), Math.max(twice, ahead));
        }

        /**
         * Fills the window when half of it is free, not task by task: every release is a transaction, and workers lose a fetch on each
         * transaction's mark in the log. A round that finds the lane empty goes out whole.
         */
        @Override
        public int upTo(int share, int out, int round) {
            if (out == 0) {
                return Math.max(share, round);
            }
            return 2 * out <= share ? share : out;
        }
    }

    /**
     * Filled task by task.
     *
     * @param tasks of all replicas together
     */
    record Fixed(int tasks) implements Window {
        public Fixed {
            Require.that(tasks > 0, "window", "must be positive");
        }

        @Override
        public int share(int slots, int owned, int partitions, double perSecond) {
            return Math.max(1, part(tasks, owned, partitions));
        }
    }

    /** Everything is released as soon as it is planned, so that the order is that of planning, whoever it is for. */
    record Unbounded() implements Window {
        @Override
        public int share(int slots, int owned, int partitions, double perSecond) {
            return Integer.MAX_VALUE;
        }
    }

    private static int part(long tasks, int owned, int partitions) {
        long all = Math.max(1, partitions);
        return (int) Math.min(Integer.MAX_VALUE, (tasks * Math.min(owned, all) + all - 1) / all);
    }
}
