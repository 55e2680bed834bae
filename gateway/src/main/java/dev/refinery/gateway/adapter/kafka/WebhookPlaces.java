package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.domain.WebhookLane;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who may have how many attempts under way. A receiver whose last attempt failed is tried one at a time. All that failed, were
 * slow or have not answered yet share half of the places, so that any number of dead receivers leaves the other half to those
 * that live. Pure bookkeeping; not thread-safe.
 */
final class WebhookPlaces {
    private static final int REMEMBERED = 10_000;

    private final int perLane;
    private final int all;
    private final Map<WebhookLane, Integer> running = new HashMap<>();
    private final Map<WebhookLane, Health> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WebhookLane, Health> eldest) {
            return size() > REMEMBERED;
        }
    };
    private int total;

    /** How a receiver did last. */
    enum Health {
        /** It has not answered yet. */
        NEW,
        GOOD,
        SLOW,
        FAILING
    }

    WebhookPlaces(int perLane, int all) {
        if (perLane < 1 || all < 2) {
            throw new IllegalArgumentException(
                    "refinery.webhooks.per-endpoint must be at least 1 and refinery.webhooks.in-flight at least 2");
        }
        this.perLane = perLane;
        this.all = all;
    }

    /** How many attempts this receiver may have at the same time, as it did last. */
    int most(WebhookLane lane) {
        return health(lane) == Health.FAILING ? 1 : perLane;
    }

    /** Whether it answered well, and quickly, the last time. */
    boolean good(WebhookLane lane) {
        return health(lane) == Health.GOOD;
    }

    /** How many attempts it could begin now. */
    int free(WebhookLane lane) {
        int forAll = good(lane) ? all - total : Math.min(all - total, all / 2 - suspectsRunning());
        return Math.max(0, Math.min(most(lane) - running(lane), forAll));
    }

    /** Takes a place, if there is one. */
    boolean take(WebhookLane lane) {
        if (free(lane) == 0) {
            return false;
        }
        running.merge(lane, 1, Integer::sum);
        total++;
        return true;
    }

    void giveBack(WebhookLane lane, Health health) {
        running.computeIfPresent(lane, (l, own) -> own <= 1 ? null : own - 1);
        total--;
        // The latest one to answer is the last one to be forgotten.
        known.remove(lane);
        known.put(lane, health);
    }

    int running() {
        return total;
    }

    int running(WebhookLane lane) {
        return running.getOrDefault(lane, 0);
    }

    private Health health(WebhookLane lane) {
        return known.getOrDefault(lane, Health.NEW);
    }

    private int suspectsRunning() {
        int sum = 0;
        for (Map.Entry<WebhookLane, Integer> entry : running.entrySet()) {
            if (!good(entry.getKey())) {
                sum += entry.getValue();
            }
        }
        return sum;
    }
}
