package dev.refinery.scorer.app;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectStore;

/** Reads and decodes one picture; its bytes must hash to what the reference to it says. Thread-safe. */
public final class PictureLoader {
    private final ObjectStore store;
    private final ImageLimits limits;

    public PictureLoader(ObjectStore store, ImageLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** Failures of the store are {@link dev.refinery.storage.ObjectStoreException}s. */
    public Raster load(ImageRef image) throws ImageRejectedException {
        return ImageDecoder.decode(store.get(image.key(), image.sha256()), limits);
    }
}
