package dev.refinery.worker.adapter.metrics;

import dev.refinery.worker.adapter.djl.BundleGenerators;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What the bundles of a worker do, by model; they outlive a bundle's leaving memory. */
public final class BundleMeters {
    private BundleMeters() {}

    public static void register(MeterRegistry registry, BundleGenerators loaded) {
        loaded.models().forEach(model -> register(registry, loaded, model));
    }

    private static void register(MeterRegistry registry, BundleGenerators loaded, String model) {
        Gauge.builder("refinery.worker.model.loaded", loaded, g -> g.loaded(model) ? 1 : 0)
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder("refinery.worker.model.loads", loaded, g -> g.loads(model))
                .tag("model", model)
                .register(registry);
        Gauge.builder(
                        "refinery.worker.rendering",
                        loaded,
                        g -> g.statistics(model).running())
                .description("native calls in progress")
                .tag("model", model)
                .register(registry);
        Gauge.builder(
                        "refinery.worker.encodings",
                        loaded,
                        g -> g.statistics(model).encodingBytes())
                .baseUnit("bytes")
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.encoding.hits",
                        loaded,
                        g -> g.statistics(model).encodingHits())
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.encoding.misses",
                        loaded,
                        g -> g.statistics(model).encodingMisses())
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.prompt.hits",
                        loaded,
                        g -> g.statistics(model).promptHits())
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.prompt.misses",
                        loaded,
                        g -> g.statistics(model).promptMisses())
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.network.calls",
                        loaded,
                        g -> g.statistics(model).calls())
                .tag("model", model)
                .register(registry);
        FunctionCounter.builder(
                        "refinery.worker.network.rows",
                        loaded,
                        g -> g.statistics(model).rows())
                .tag("model", model)
                .register(registry);
    }
}
