package dev.refinery.gateway.adapter.kafka;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews.Watch;
import dev.refinery.gateway.app.TenantChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The latest changes of all tenants, so that a stream that was cut off goes on where it was. They are ids only, and a fixed number of
 * them. Thread-safe.
 */
final class RecentChanges implements TenantChanges {
    private final String run;
    private final int kept;
    private final Deque<Told> told = new ArrayDeque<>();
    private final Map<TenantId, List<Consumer<Change>>> listeners = new HashMap<>();
    private long number;

    private record Told(TenantId tenant, Change change) {}

    /**
     * @param run names this run of this replica; no other may have the same
     * @param kept changes that are remembered, of all tenants together
     */
    RecentChanges(String run, int kept) {
        this.run = run;
        this.kept = kept;
    }

    synchronized void add(TenantId tenant, String id) {
        Change change = new Change(new Position(run, ++number), id);
        told.addLast(new Told(tenant, change));
        if (told.size() > kept) {
            told.removeFirst();
        }
        listeners.getOrDefault(tenant, List.of()).forEach(listener -> listener.accept(change));
    }

    @Override
    public synchronized Watch watch(TenantId tenant, Consumer<Change> changed) {
        listeners.computeIfAbsent(tenant, t -> new ArrayList<>()).add(changed);
        return () -> forget(tenant, changed);
    }

    private synchronized void forget(TenantId tenant, Consumer<Change> changed) {
        listeners.computeIfPresent(tenant, (t, all) -> {
            all.remove(changed);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public synchronized Optional<List<Change>> since(TenantId tenant, Position position) {
        long oldest = number - told.size();
        if (!position.run().equals(run) || position.number() < oldest || position.number() > number) {
            return Optional.empty();
        }
        return Optional.of(told.stream()
                .filter(t -> t.tenant().equals(tenant) && t.change().position().number() > position.number())
                .map(Told::change)
                .toList());
    }

    synchronized int watchers() {
        return listeners.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public synchronized Position now() {
        return new Position(run, number);
    }
}
