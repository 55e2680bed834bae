package dev.refinery.scorer.app;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Lane;
import dev.refinery.scorer.domain.FairLane;
import dev.refinery.scorer.domain.Throughput;
import dev.refinery.scorer.domain.Ticket;
import dev.refinery.scorer.domain.Window;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Says which of a replica's planned tasks run next, over all partitions that it has, so that shares are fair between tenants wherever
 * their jobs lie. What it knows lies in memory; each partition keeps its own tasks in a store and tells them again when it comes here.
 *
 * <p>A task that is released belongs to its partition, which takes it when it next looks. Thread-safe.
 */
public final class Dispatcher {
    private final Map<Lane, FairLane> lanes = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> handedOut = new EnumMap<>(Lane.class);
    private final Map<Lane, Throughput> ends = new EnumMap<>(Lane.class);
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Window window;
    private final Capacity capacity;
    private final InstantSource clock;

    /** @param weights of tenants, positive */
    public Dispatcher(ToDoubleFunction<TenantId> weights, Window window, Capacity capacity, InstantSource clock) {
        this.window = window;
        this.capacity = capacity;
        this.clock = clock;
        for (Lane lane : Lane.values()) {
            ends.put(lane, new Throughput());
            lanes.put(lane, new FairLane(weights));
            handedOut.put(lane, 0L);
        }
    }

    /** What one partition has here. */
    private static final class Partition {
        final Map<JobId, Set<Ticket>> byJob = new HashMap<>();
        final List<Ticket> due = new ArrayList<>();

        void add(Ticket ticket) {
            byJob.computeIfAbsent(ticket.job(), j -> new LinkedHashSet<>()).add(ticket);
        }

        @Nullable
        Ticket remove(CandidateId candidate) {
            Set<Ticket> ofJob = byJob.getOrDefault(candidate.job(), Set.of());
            Optional<Ticket> ticket =
                    ofJob.stream().filter(t -> t.candidate().equals(candidate)).findFirst();
            if (ticket.isEmpty()) {
                return null;
            }
            ofJob.remove(ticket.get());
            due.remove(ticket.get());
            if (ofJob.isEmpty()) {
                byJob.remove(candidate.job());
            }
            return ticket.get();
        }
    }

    /** A partition comes here, with what its store holds; whatever was known of it is forgotten. */
    public synchronized void join(int partition, Collection<Ticket> waiting, Collection<Ticket> released) {
        leave(partition);
        Partition joined = new Partition();
        partitions.put(partition, joined);
        for (Ticket ticket : released) {
            joined.add(ticket);
            lane(ticket).addReleased(ticket);
        }
        for (Ticket ticket : waiting) {
            joined.add(ticket);
            lane(ticket).add(ticket);
        }
    }

    /** A partition goes, perhaps to another replica. */
    public synchronized void leave(int partition) {
        Partition left = partitions.remove(partition);
        if (left != null) {
            left.byJob.values().forEach(tickets -> tickets.forEach(t -> lane(t).ended(t.candidate(), null)));
        }
    }

    /** Tasks were planned and wait from now on. */
    public synchronized void plan(int partition, Collection<Ticket> tickets) {
        Partition home = of(partition);
        for (Ticket ticket : tickets) {
            home.add(ticket);
            lane(ticket).add(ticket);
        }
    }

    /** Releases what the windows have room for, and returns those of this partition, in order; each is returned once. */
    public synchronized List<Ticket> due(int partition) {
        for (Lane lane : Lane.values()) {
            FairLane queue = of(lane);
            int room = window.upTo(window(lane), queue.out(), queue.out() == 0 ? queue.nextRound() : 0);
            for (Optional<Ticket> next = queue.release(room); next.isPresent(); next = queue.release(room)) {
                Ticket ticket = next.get();
                handedOut.merge(lane, 1L, Long::sum);
                home(ticket).due.add(ticket);
            }
        }
        Partition home = of(partition);
        List<Ticket> due = List.copyOf(home.due);
        home.due.clear();
        return due;
    }

    /**
     * A task has ended or never will; repeated and unknown ones change nothing.
     *
     * @param seconds what it took of a device, null = not known
     * @return true when it was known
     */
    public synchronized boolean ended(int partition, CandidateId candidate, @Nullable Double seconds) {
        Ticket ticket = of(partition).remove(candidate);
        if (ticket == null) {
            return false;
        }
        Objects.requireNonNull(ends.get(ticket.lane())).count(clock.instant());
        return lane(ticket).ended(candidate, seconds);
    }

    /** A job has ended: what is left of its tasks, waiting or out, is given up. Returns them. */
    public synchronized List<Ticket> jobEnded(int partition, JobId job) {
        Partition home = of(partition);
        Set<Ticket> tickets = home.byJob.remove(job);
        if (tickets == null) {
            return List.of();
        }
        home.due.removeAll(tickets);
        tickets.forEach(t -> lane(t).ended(t.candidate(), null));
        return List.copyOf(tickets);
    }

    /** Tasks that wait for a place in the window. */
    public synchronized int waiting(Lane lane) {
        return of(lane).waiting();
    }

    /** Tasks that were released and have not ended. */
    public synchronized int out(Lane lane) {
        return of(lane).out();
    }

    /** How many may be out. */
    public synchronized int window(Lane lane) {
        double perSecond = Objects.requireNonNull(ends.get(lane)).perSecond(clock.instant());
        return window.share(capacity.slots(lane), partitions.size(), capacity.partitions(), perSecond);
    }

    /** Tasks released since the start. */
    public synchronized long released(Lane lane) {
        return Objects.requireNonNull(handedOut.get(lane));
    }

    private Partition home(Ticket ticket) {
        for (Partition partition : partitions.values()) {
            if (partition.byJob.containsKey(ticket.job())) {
                return partition;
            }
        }
        throw new IllegalStateException("no partition has the task " + ticket.candidate());
    }

    private Partition of(int partition) {
        Partition known = partitions.get(partition);
        if (known == null) {
            throw new IllegalStateException("partition " + partition + " did not join");
        }
        return known;
    }

    private FairLane lane(Ticket ticket) {
        return of(ticket.lane());
    }

    private FairLane of(Lane lane) {
        return Objects.requireNonNull(lanes.get(lane));
    }
}
