package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The clients' pictures: upright 8-bit sRGB PNG without metadata, content-addressed, so that storing one twice stores it
 * once. Decoding is bounded by what the heap can hold. Thread-safe; store failures pass through as they are.
 */
public final class Assets {
    private static final int REMEMBERED = 2_000;
    /** Decoded samples, the picture, a turned copy. */
    private static final int BYTES_PER_PIXEL = 12;

    private static final long HEAP_KEPT_FREE = 80L << 20;
    /** Whole files on the heap at a time. */
    private static final int FILES_AT_ONCE = 3;

    private static final int PIXELS_PER_PERMIT = 10_000;

    private final ObjectStore store;
    private final ImageLimits limits;
    private final int storedSide;
    private final int permits;
    private final Semaphore memory;
    private final Semaphore files = new Semaphore(FILES_AT_ONCE, true);
    private final Map<String, ImageRef> recent = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ImageRef> eldest) {
            return size() > REMEMBERED;
        }
    });

    public Assets(ObjectStore store, ImageLimits limits, int storedSide, long heapBytes) {
        this.store = store;
        long affordable = Math.max(2_000_000, (heapBytes - HEAP_KEPT_FREE) / BYTES_PER_PIXEL);
        this.limits = new ImageLimits(limits.maxBytes(), limits.maxSide(), Math.min(limits.maxPixels(), affordable));
        this.storedSide = storedSide;
        this.permits = (int) (affordable / PIXELS_PER_PERMIT);
        this.memory = new Semaphore(permits, true);
    }

    /** @param created false when the same picture was stored before */
    public record Stored(AssetId id, ImageRef image, boolean created) {}

    /** As {@link #store(TenantId, byte[], String)}, waiting until there is room on the heap. */
    public Stored store(TenantId tenant, Upload upload, @Nullable String field) {
        if (upload.bytes() > limits.maxBytes()) {
            throw RequestRefused.unprocessable(
                    ImageRejectedException.TOO_LARGE,
                    field,
                    "The file has " + upload.bytes() + " bytes; at most " + limits.maxBytes() + " are allowed.");
        }
        acquire(files, 1);
        try {
            return store(tenant, upload.read(), field);
        } finally {
            files.release();
        }
    }

    /**
     * Stores a picture.
     *
     * @param field the request field at fault when it is refused; null = the whole body
     * @throws RequestRefused 422 with a code of {@link ImageRejectedException}
     */
    public Stored store(TenantId tenant, byte[] upload, @Nullable String field) {
        String uploadKey = tenant + "/" + Sha256.hex(upload);
        ImageRef known = recent.get(uploadKey);
        if (known != null && store.head(known.key()).isPresent()) {
            return new Stored(AssetId.ofSha256(known.sha256()), known, false);
        }
        Png png = normalise(upload, field);
        String sha256 = Sha256.hex(png.bytes);
        String key = ObjectKeys.reference(tenant, sha256, "png");
        boolean created = store.head(key).isEmpty();
        if (created) {
            store.put(key, png.bytes, ImageProbe.PNG);
        }
        ImageRef image = new ImageRef(store.bucket(), key, sha256, ImageProbe.PNG, png.width, png.height);
        recent.put(uploadKey, image);
        return new Stored(AssetId.ofSha256(sha256), image, created);
    }

    public Optional<ImageRef> find(TenantId tenant, AssetId id) {
        String key = ObjectKeys.reference(tenant, id.sha256(), "png");
        ImageRef known = recent.get(key);
        if (known != null) {
            return store.head(key).map(s -> known);
        }
        try {
            ImageProbe probe = ImageDecoder.probe(store.get(key, id.sha256()));
            ImageRef image =
                    new ImageRef(store.bucket(), key, id.sha256(), probe.mediaType(), probe.width(), probe.height());
            recent.put(key, image);
            return Optional.of(image);
        } catch (ObjectMissing e) {
            return Optional.empty();
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("a stored reference is not an image: " + key, e);
        }
    }

    /** Largest upload, bytes. */
    public long maxBytes() {
        return limits.maxBytes();
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Png(byte[] bytes, int width, int height) {}

    private Png normalise(byte[] upload, @Nullable String field) {
        try {
            ImageProbe probe = ImageDecoder.probe(upload);
            long pixels = Math.min((long) probe.width() * probe.height(), limits.maxPixels());
            int needed = (int) Math.min(permits, 1 + pixels / PIXELS_PER_PERMIT);
            acquire(memory, needed);
            try {
                Raster raster = Halving.downTo(ImageNormalizer.normalize(upload, limits), storedSide);
                if (Math.max(raster.width(), raster.height()) > storedSide) {
                    raster = Resampler.fit(raster, storedSide);
                }
                return new Png(ImageEncoder.png(raster), raster.width(), raster.height());
            } finally {
                memory.release(needed);
            }
        } catch (ImageRejectedException e) {
            throw RequestRefused.unprocessable(e.code(), field, "The picture " + e.getMessage() + ". " + advice(e));
        }
    }

    private static void acquire(Semaphore semaphore, int permits) {
        try {
            semaphore.acquire(permits);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for memory", e);
        }
    }

    private String advice(ImageRejectedException e) {
        return switch (e.code()) {
            case ImageRejectedException.UNSUPPORTED -> "Send a PNG, JPEG or WebP file.";
            case ImageRejectedException.TOO_LARGE ->
                "Scale it down; sides above " + storedSide + " px bring nothing here.";
            case ImageRejectedException.TRUNCATED -> "Send the whole file.";
            default -> "Save it again as PNG or JPEG.";
        };
    }
}
