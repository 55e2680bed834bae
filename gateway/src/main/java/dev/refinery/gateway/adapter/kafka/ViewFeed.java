package dev.refinery.gateway.adapter.kafka;

import dev.refinery.gateway.app.JobViews.Watch;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells those who wait for a job that its view has changed. Thread-safe. */
final class ViewFeed {
    private final ConcurrentHashMap<String, List<Runnable>> listeners = new ConcurrentHashMap<>();

    Watch watch(String viewKey, Runnable changed) {
        listeners.compute(viewKey, (key, list) -> {
            List<Runnable> all = list == null ? new CopyOnWriteArrayList<>() : list;
            all.add(changed);
            return all;
        });
        return () -> listeners.computeIfPresent(viewKey, (key, list) -> {
            list.remove(changed);
            return list.isEmpty() ? null : list;
        });
    }

    void changed(String viewKey) {
        List<Runnable> list = listeners.get(viewKey);
        if (list != null) {
            list.forEach(Runnable::run);
        }
    }

    int watchers() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }
}
