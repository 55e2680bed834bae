package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
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
    /** Whole files on the heap at a time. */
    private static final int FILES_AT_ONCE = 3;

    /** Share of the heap that decoding may take; the rest is for everything else. */
    private static final double HEAP_SHARE = 0.75;

    private static final long BYTES_PER_PERMIT = 64 * 1024;

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
        this.limits = limits;
        this.storedSide = storedSide;
        this.permits = (int) (heapBytes * HEAP_SHARE / BYTES_PER_PERMIT);
        this.memory = new Semaphore(permits, true);
    }

    /** @param created false when the same picture was stored before */
    public record Stored(AssetId id, ImageRef image, boolean created) {}

    /** As {@link #store(TenantId, byte[], String)}, waiting until there is room on the heap. */
    public Stored store(TenantId tenant, Upload upload, @Nullable String field) {
        if (upload.bytes() > limits.maxBytes()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.IMAGE_TOO_LARGE,
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
            int needed = permitsFor(ImageDecoder.probe(upload));
            acquire(memory, needed);
            try {
                Raster raster = ImageNormalizer.normalize(upload, limits, storedSide);
                return new Png(ImageEncoder.png(raster), raster.width(), raster.height());
            } finally {
                memory.release(needed);
            }
        } catch (ImageRejectedException e) {
            throw RequestRefused.unprocessable(
                    ProblemCode.of(e.code()), field, "The picture " + e.getMessage() + ". " + advice(e));
        }
    }

    private int permitsFor(ImageProbe probe) throws ImageRejectedException {
        long bytes = ImageNormalizer.workingBytes(probe, storedSide);
        // What the limits refuse anyway must not wait for memory, nor be told that memory is the reason.
        boolean withinLimits = Math.max(probe.width(), probe.height()) <= limits.maxSide()
                && (long) probe.width() * probe.height() <= limits.maxPixels();
        if (!withinLimits) {
            return 1;
        }
        long needed = 1 + bytes / BYTES_PER_PERMIT;
        if (needed > permits) {
            throw new ImageRejectedException(
                    ImageRejectedException.TOO_LARGE,
                    "is " + probe.width() + " x " + probe.height()
                            + " pixels, more than this gateway's memory can decode");
        }
        return (int) needed;
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
