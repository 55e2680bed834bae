package dev.refinery.scorer.adapter.http;

import dev.refinery.contracts.job.Lane;
import dev.refinery.scorer.app.Dispatcher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What waits and what is out, by lane, as this replica sees it; served at {@code /q/metrics}. */
public final class MeteredLanes {
    private MeteredLanes() {}

    public static void register(MeterRegistry registry, Dispatcher dispatcher) {
        for (Lane lane : Lane.values()) {
            Gauge.builder("refinery.tasks.waiting", dispatcher, d -> d.waiting(lane))
                    .description("Planned tasks that wait for a place in their lane's window")
                    .tag("lane", lane.wireName())
                    .register(registry);
            Gauge.builder("refinery.tasks.out", dispatcher, d -> d.out(lane))
                    .description("Tasks handed to workers of which nothing was heard yet")
                    .tag("lane", lane.wireName())
                    .register(registry);
            Gauge.builder("refinery.tasks.window", dispatcher, d -> d.window(lane))
                    .description("How many tasks this replica may have out")
                    .tag("lane", lane.wireName())
                    .register(registry);
            FunctionCounter.builder("refinery.tasks.released", dispatcher, d -> d.released(lane))
                    .description("Tasks handed to workers")
                    .tag("lane", lane.wireName())
                    .register(registry);
        }
    }
}
