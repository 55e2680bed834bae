package dev.refinery.worker.adapter.metrics;

import dev.refinery.worker.adapter.images.ProviderMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** {@code refinery_worker_provider_*} meters. */
public final class MicrometerProviderMeter implements ProviderMeter {
    private final MeterRegistry registry;

    public MicrometerProviderMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(String server, String result, Duration took) {
        Timer.builder("refinery.worker.provider.call")
                .description("one attempt at a provider, waiting for a place excluded")
                .tag("server", server)
                .tag("result", result)
                .register(registry)
                .record(took);
    }

    @Override
    public void spent(String model, double dollars) {
        Counter.builder("refinery.worker.provider.spent")
                .description("prices of the pictures that providers made")
                .baseUnit("dollars")
                .tag("model", model)
                .register(registry)
                .increment(dollars);
    }
}
