package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.app.TenantChanges;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells those who wait for a job, or for anything of a tenant, that its view has changed. Thread-safe. */
final class ViewFeed {
    /** A minute of a busy deployment, a few hundred kB. */
    private static final int KEPT = 8192;

    private static final int UUID_LENGTH = 36;

    private final ConcurrentHashMap<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final RecentChanges recent =
            new RecentChanges(UUID.randomUUID().toString().substring(0, 8), KEPT);

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

    /** @param viewKey {@code tenant/id} */
    void changed(String viewKey) {
        List<Runnable> list = listeners.get(viewKey);
        if (list != null) {
            list.forEach(Runnable::run);
        }
        int end = viewKey.indexOf('/');
        String id = viewKey.substring(end + 1);
        if (isJobOrBatch(id)) {
            recent.add(new TenantId(viewKey.substring(0, end)), id);
        }
    }

    /** Webhook endpoints and deliveries come through here too, and are not told to tenants. */
    private static boolean isJobOrBatch(String id) {
        return id.length() == UUID_LENGTH || id.startsWith("batch_");
    }

    TenantChanges tenants() {
        return recent;
    }

    int tenantWatchers() {
        return recent.watchers();
    }

    int watchers() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }
}
