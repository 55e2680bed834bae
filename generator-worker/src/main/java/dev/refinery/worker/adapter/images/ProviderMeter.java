package dev.refinery.worker.adapter.images;

import java.time.Duration;

/** Is told what calls to providers come to, for metrics. Implementations are thread-safe and must not fail. */
public interface ProviderMeter {
    /** @param result {@code ok}, {@code canceled} or the code of what went wrong */
    void called(String server, String result, Duration took);

    /** A picture came that the provider takes this much for. */
    void spent(String model, double dollars);

    /** For tests and tools that measure nothing. */
    ProviderMeter NONE = new ProviderMeter() {
        @Override
        public void called(String server, String result, Duration took) {}

        @Override
        public void spent(String model, double dollars) {}
    };
}
