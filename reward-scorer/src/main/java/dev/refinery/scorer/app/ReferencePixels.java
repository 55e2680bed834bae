package dev.refinery.scorer.app;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decoded reference photos, the most recently used ones kept by content. Thread-safe; two threads that miss the same
 * photo at once both load it, which costs time and nothing else.
 */
public final class ReferencePixels {
    private final PictureLoader loader;
    private final Map<String, Raster> kept;

    public ReferencePixels(PictureLoader loader, int capacity) {
        this.loader = loader;
        this.kept = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Raster> eldest) {
                return size() > capacity;
            }
        };
    }

    /** As {@link PictureLoader#load}. */
    public Raster of(ImageRef image) throws ImageRejectedException {
        Optional<Raster> known = lookUp(image.sha256());
        if (known.isPresent()) {
            return known.get();
        }
        Raster loaded = loader.load(image);
        synchronized (kept) {
            kept.put(image.sha256(), loaded);
        }
        return loaded;
    }

    private Optional<Raster> lookUp(String sha256) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(sha256));
        }
    }
}
