package dev.refinery.worker.app;

import dev.refinery.imaging.Raster;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes pictures elsewhere, for money perhaps. Thread-safe; blocks the calling thread. */
public interface PictureProvider {
    /**
     * @throws ProviderException why there is no picture, and whether there may be one later
     * @throws dev.refinery.inference.RenderCanceledException the request is no longer wanted; what was under way was broken off
     * @throws java.util.concurrent.CancellationException the calling thread was interrupted; it still is
     */
    Provided make(Order order) throws ProviderException;

    /**
     * @param key the same for every attempt at the same picture, and for no other: a provider that knows such keys takes money once
     * @param pictures in the order in which the prompt counts them
     * @param seed 63 bits; a provider that takes fewer gets the highest
     * @param width pixels; {@code height} likewise
     * @param notAfter nobody waits any longer
     * @param canceled asked now and then while the provider works
     */
    record Order(
            String key,
            String prompt,
            List<PictureFile> pictures,
            long seed,
            Map<String, Double> controls,
            int width,
            int height,
            Instant notAfter,
            BooleanSupplier canceled) {
        public Order {
            pictures = List.copyOf(pictures);
            controls = Map.copyOf(controls);
        }
    }

    /**
     * @param picture opaque, sRGB, of the size that was asked for
     * @param seconds that the provider took for it, waiting for a place and failed attempts excluded
     */
    record Provided(Raster picture, double seconds) {}
}
