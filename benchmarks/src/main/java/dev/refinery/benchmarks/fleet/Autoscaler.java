package dev.refinery.benchmarks.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many workers are wanted, as KEDA and the Kubernetes autoscaler decide it with the settings of k8s/base/autoscaling.yaml: by backlog,
 * up by doubling or four at a time, down to the highest wish of the last minutes and by half at most, from one to none after a
 * while of nothing. One for each run.
 */
final class Autoscaler {
    private final Settings settings;
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private double busyUntil = Double.NEGATIVE_INFINITY;
    private double lastUp = Double.NEGATIVE_INFINITY;
    private double lastDown = Double.NEGATIVE_INFINITY;

    /**
     * @param least workers that are always there
     * @param most workers
     * @param target tasks for each worker
     * @param poll seconds between two looks
     * @param upPeriod seconds in which workers at most double, or four come
     * @param stabilization seconds whose highest wish holds on the way down
     * @param downPeriod seconds in which at most half of them go
     * @param coolDown seconds of nothing before the last one goes
     */
    record Settings(
            int least,
            int most,
            double target,
            double poll,
            double upPeriod,
            double stabilization,
            double downPeriod,
            double coolDown) {
        static Settings ofManifests(int least, int most, double target) {
            return new Settings(least, most, target, 10, 15, 300, 60, 300);
        }

        /** Always so many. */
        static Settings fixed(int workers) {
            return new Settings(workers, workers, 8, 3600, 15, 300, 60, 300);
        }
    }

    private record Wish(double at, int workers) {}

    Autoscaler(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /**
     * @param backlog tasks that no worker has finished
     * @param workers there or on their way
     */
    int wanted(double now, double backlog, int workers) {
        if (backlog > 0) {
            busyUntil = now;
        }
        int wish = (int) Math.min(settings.most(), Math.ceil(backlog / settings.target()));
        wish = Math.max(wish, settings.least());
        if (wish == 0 && (workers > 1 || now - busyUntil < settings.coolDown())) {
            wish = Math.min(1, workers);
        }
        wishes.addLast(new Wish(now, wish));
        while (wishes.getFirst().at() < now - settings.stabilization()) {
            wishes.removeFirst();
        }
        if (wish > workers) {
            return up(now, wish, workers);
        }
        int held = wishes.stream().mapToInt(Wish::workers).max().orElse(wish);
        return held < workers ? down(now, held, workers) : workers;
    }

    private int up(double now, int wish, int workers) {
        if (now - lastUp < settings.upPeriod()) {
            return workers;
        }
        lastUp = now;
        return Math.min(wish, Math.max(2 * workers, workers + 4));
    }

    private int down(double now, int held, int workers) {
        if (now - lastDown < settings.downPeriod()) {
            return workers;
        }
        lastDown = now;
        return Math.max(held, workers / 2);
    }
}
