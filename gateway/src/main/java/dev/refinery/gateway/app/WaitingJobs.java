package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs of all tenants wait for their first candidate, as this replica sees it, and how long a place in the queue took
 * lately. Tenants take turns, so a tenant's second job comes after everybody's first, whoever sent it first; weights are not known here. Told by every change of a view, and once by those that waited before this process began. Thread-safe.
 */
public final class WaitingJobs {
    private static final int SAMPLES = 20;
    private static final int FEWEST_SAMPLES = 3;
    private static final Duration RECENT = Duration.ofMinutes(30);

    private final Clock clock;
    /** By lane and tenant; a job has the place that it had when it came. */
    private final Map<Lane, Map<TenantId, NavigableMap<JobId, Integer>>> waiting = new EnumMap<>(Lane.class);

    private final Map<Lane, Deque<Sample>> samples = new EnumMap<>(Lane.class);
    private @Nullable Set<JobId> changedWhileLoading = new HashSet<>();

    public WaitingJobs(Clock clock) {
        this.clock = clock;
        for (Lane lane : Lane.values()) {
            waiting.put(lane, new HashMap<>());
            samples.put(lane, new ArrayDeque<>());
        }
    }

    /** What a place in the queue cost one job. */
    private record Sample(Instant startedAt, Duration perPlace) {}

    /**
     * @param position 1 = the next one
     * @param startsIn null = too few jobs of this lane have waited and started lately
     * @param samples over how many of them {@code startsIn} was measured
     */
    public record Place(int position, @Nullable Duration startsIn, int samples) {}

    /** @param startedAt null = it has not started */
    public synchronized void changed(
            TenantId tenant, JobId job, Lane lane, JobStatus status, @Nullable Instant startedAt) {
        if (changedWhileLoading != null) {
            changedWhileLoading.add(job);
        }
        if (status == JobStatus.QUEUED) {
            of(lane, tenant).putIfAbsent(job, position(lane, tenant, job));
            return;
        }
        Integer place = remove(lane, tenant, job);
        if (place != null && place > 0 && startedAt != null) {
            Deque<Sample> recent = recent(lane);
            recent.addLast(new Sample(
                    startedAt, Duration.between(job.createdAt(), startedAt).dividedBy(place)));
            if (recent.size() > SAMPLES) {
                recent.removeFirst();
            }
        }
    }

    /** The view is gone. */
    public synchronized void forgotten(TenantId tenant, JobId job) {
        for (Lane lane : Lane.values()) {
            remove(lane, tenant, job);
        }
    }

    /** A job that waited before this process began; what its place was when it came is not known. */
    public synchronized void found(JobView view) {
        JobSpec spec = view.spec();
        if (changedWhileLoading != null
                && spec != null
                && view.status() == JobStatus.QUEUED
                && !changedWhileLoading.contains(spec.id())) {
            of(spec.lane(), spec.tenant()).put(spec.id(), 0);
        }
    }

    /** All that waited before were found: from now on places are known. */
    public synchronized void loaded() {
        changedWhileLoading = null;
    }

    /** Empty when the job does not wait, and while this replica does not know all that do. */
    public synchronized Optional<Place> placeOf(JobView view) {
        JobSpec spec = view.spec();
        if (spec == null || view.status() != JobStatus.QUEUED || changedWhileLoading != null) {
            return Optional.empty();
        }
        int position = position(spec.lane(), spec.tenant(), spec.id());
        Instant since = clock.instant().minus(RECENT);
        long[] perPlace = recent(spec.lane()).stream()
                .filter(s -> s.startedAt().isAfter(since))
                .mapToLong(s -> s.perPlace().toMillis())
                .sorted()
                .toArray();
        Duration startsIn = perPlace.length < FEWEST_SAMPLES
                ? null
                : Duration.ofMillis(perPlace[perPlace.length / 2]).multipliedBy(position);
        return Optional.of(new Place(position, startsIn, perPlace.length));
    }

    /** Jobs are ordered by how many of their tenant's come before them, then by age. */
    private int position(Lane lane, TenantId tenant, JobId job) {
        NavigableMap<JobId, Integer> own = of(lane).get(tenant);
        int ownBefore = own == null ? 0 : own.headMap(job, false).size();
        int before = ownBefore;
        for (Map.Entry<TenantId, NavigableMap<JobId, Integer>> other : of(lane).entrySet()) {
            if (!other.getKey().equals(tenant)) {
                before += Math.min(other.getValue().size(), ownBefore);
                before += (int) other.getValue().keySet().stream()
                        .skip(ownBefore)
                        .limit(1)
                        .filter(peer -> peer.compareTo(job) < 0)
                        .count();
            }
        }
        return before + 1;
    }

    private @Nullable Integer remove(Lane lane, TenantId tenant, JobId job) {
        NavigableMap<JobId, Integer> queue = of(lane).get(tenant);
        if (queue == null) {
            return null;
        }
        Integer place = queue.remove(job);
        if (queue.isEmpty()) {
            of(lane).remove(tenant);
        }
        return place;
    }

    private NavigableMap<JobId, Integer> of(Lane lane, TenantId tenant) {
        return of(lane).computeIfAbsent(tenant, t -> new TreeMap<>());
    }

    private Map<TenantId, NavigableMap<JobId, Integer>> of(Lane lane) {
        return Objects.requireNonNull(waiting.get(lane));
    }

    private Deque<Sample> recent(Lane lane) {
        return Objects.requireNonNull(samples.get(lane));
    }
}
