package dev.refinery.benchmarks.fleet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Jobs that come, rounds of candidates that wait for workers, judges that score them, an autoscaler that watches: event by event.
 * Deterministic: the same arguments give the same report.
 *
 * <p>Simpler than the real thing where that makes the fleet look no better: a batch runs to its end before others may join it, and
 * a round is planned when its last candidate is judged.
 */
public final class FleetSimulation {
    private final JobShape shape;
    private final Hardware hardware;
    private final Autoscaler autoscaler;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Deque<Task> interactive = new ArrayDeque<>();
    private final Deque<Task> bulk = new ArrayDeque<>();
    private final PriorityQueue<Double> judges = new PriorityQueue<>();
    private final List<Double> latencies = new ArrayList<>();
    private final List<Double> bulkLatencies = new ArrayList<>();
    private long sequence;
    private double now;
    private int starting;
    private int idle;
    private int busy;
    private int leaving;
    private int inHand;
    private int mostWorkers;
    private double workerSeconds;
    private double busySeconds;
    private double judgeSeconds;
    private long candidates;
    private long batches;
    private double counted;
    private int open;

    private FleetSimulation(JobShape shape, Hardware hardware, Autoscaler autoscaler, long seed) {
        this.shape = shape;
        this.hardware = hardware;
        this.autoscaler = autoscaler;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < hardware.judges(); i++) {
            judges.add(0.0);
        }
    }

    /** Runs until the last job has ended. */
    static FleetReport run(Demand demand, JobShape shape, Hardware hardware, Autoscaler.Settings scaling, long seed) {
        FleetSimulation simulation = new FleetSimulation(shape, hardware, new Autoscaler(scaling), seed);
        return simulation.play(demand);
    }

    private FleetReport play(Demand demand) {
        idle = autoscaler.settings().least();
        mostWorkers = idle;
        open = demand.arrivals().size();
        expect(demand.arrivals(), 0);
        at(0, this::scale);
        while (open > 0) {
            Event event = events.remove();
            advance(event.at());
            event.action().run();
        }
        return new FleetReport(
                Percentiles.of(latencies),
                Percentiles.of(bulkLatencies),
                now,
                workerSeconds,
                busySeconds,
                judgeSeconds,
                mostWorkers,
                candidates,
                batches == 0 ? 0 : counted / batches);
    }

    private void advance(double time) {
        int there = starting + idle + busy;
        workerSeconds += there * (time - now);
        busySeconds += busy * (time - now);
        now = time;
    }

    private void at(double time, Runnable action) {
        events.add(new Event(time, sequence++, action));
    }

    /** One arrival after the other, so that the calendar stays short. */
    private void expect(List<Demand.Arrival> arrivals, int next) {
        if (next == arrivals.size()) {
            return;
        }
        Demand.Arrival arrival = arrivals.get(next);
        at(arrival.at(), () -> {
            expect(arrivals, next + 1);
            begin(new Job(arrival.at(), arrival.bulk(), shape.lastRound(random)));
        });
    }

    private void begin(Job job) {
        job.round++;
        job.left = shape.candidates();
        for (int i = 0; i < shape.candidates(); i++) {
            queue(new Task(job, 1));
        }
        dispatch();
    }

    private void queue(Task task) {
        (task.job().bulk ? bulk : interactive).addLast(task);
    }

    private void dispatch() {
        while (idle > 0 && !(interactive.isEmpty() && bulk.isEmpty())) {
            List<Task> batch = take();
            idle--;
            busy++;
            inHand += batch.size();
            batches++;
            counted += batch.size();
            double size = batch.stream().mapToDouble(Task::size).sum();
            at(now + hardware.seconds(batch.size(), size), () -> made(batch));
        }
    }

    /** Interactive first; bulk tasks fill what is left. Free workers share what waits evenly, as the engine's threads do. */
    private List<Task> take() {
        int waiting = interactive.size() + bulk.size();
        int most = Math.min(hardware.batch(), Math.ceilDiv(waiting, idle));
        List<Task> batch = new ArrayList<>(most);
        while (batch.size() < most && !interactive.isEmpty()) {
            batch.add(interactive.removeFirst());
        }
        while (batch.size() < most && !bulk.isEmpty()) {
            batch.add(bulk.removeFirst());
        }
        return batch;
    }

    private void made(List<Task> batch) {
        busy--;
        inHand -= batch.size();
        if (leaving > 0) {
            leaving--;
        } else {
            idle++;
        }
        for (Task task : batch) {
            candidates++;
            double start = Math.max(now, judges.remove());
            double end = start + hardware.judgement();
            judgeSeconds += hardware.judgement();
            judges.add(end);
            at(end, () -> judged(task.job()));
        }
        dispatch();
    }

    private void judged(Job job) {
        if (--job.left > 0) {
            return;
        }
        if (job.finishing) {
            end(job);
        } else if (job.round < job.lastRound) {
            at(now + hardware.round(), () -> begin(job));
        } else if (shape.finalCost() == 0) {
            end(job);
        } else {
            job.finishing = true;
            job.left = 1;
            at(now + hardware.round(), () -> {
                queue(new Task(job, shape.finalCost()));
                dispatch();
            });
        }
    }

    private void end(Job job) {
        open--;
        (job.bulk ? bulkLatencies : latencies).add(now - job.at);
    }

    private void scale() {
        int there = starting + idle + busy - leaving;
        int wanted = autoscaler.wanted(now, interactive.size() + bulk.size() + inHand, there);
        for (int i = there; i < wanted; i++) {
            if (leaving > 0) {
                leaving--;
                continue;
            }
            starting++;
            at(now + hardware.coldStart(), () -> {
                starting--;
                idle++;
                dispatch();
            });
        }
        for (int i = wanted; i < there; i++) {
            if (idle > 0) {
                idle--;
            } else if (leaving < busy) {
                leaving++;
            }
        }
        mostWorkers = Math.max(mostWorkers, starting + idle + busy);
        at(now + autoscaler.settings().poll(), this::scale);
    }

    private static final class Job {
        final double at;
        final boolean bulk;
        final int lastRound;
        int round;
        int left;
        boolean finishing;

        Job(double at, boolean bulk, int lastRound) {
            this.at = at;
            this.bulk = bulk;
            this.lastRound = lastRound;
        }
    }

    /** @param size in candidates */
    private record Task(Job job, double size) {}

    private record Event(double at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Double.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
