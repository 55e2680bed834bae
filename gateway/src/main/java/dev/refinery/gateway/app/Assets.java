package dev.refinery.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
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
import dev.refinery.imaging.Ingested;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Sha256;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
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
    /** By object key. */
    private final Map<String, ImageRef> recent = remembering();

    /** By tenant and digest of the file as it came. */
    private final Map<String, Source> sources = remembering();

    public Assets(ObjectStore store, ImageLimits limits, int storedSide, long heapBytes) {
        this.store = store;
        this.limits = limits;
        this.storedSide = storedSide;
        this.permits = (int) (heapBytes * HEAP_SHARE / BYTES_PER_PERMIT);
        this.memory = new Semaphore(permits, true);
    }

    /**
     * @param bytes of the stored file
     * @param origin what it was made of; null when it was looked up by its own digest
     * @param created false when the same picture was stored before
     */
    public record Stored(
            AssetId id,
            ImageRef image,
            long bytes,
            @Nullable PictureOrigin origin,
            boolean created) {}

    /** What a file became; kept beside the references, because the same file always becomes the same. */
    private record Source(ImageRef image, long bytes, PictureOrigin origin) {
        Stored stored(boolean created) {
            return new Stored(AssetId.ofSha256(image.sha256()), image, bytes, origin, created);
        }
    }

    /** As {@link #store(TenantId, byte[], String)}, waiting until there is room on the heap. */
    public Stored store(TenantId tenant, Upload upload, @Nullable String field) {
        return store(tenant, upload.bytes(), upload::read, field);
    }

    /**
     * As {@link #store(TenantId, byte[], String)}, waiting until there is room on the heap.
     *
     * @param bytes of the file
     * @param read gives its bytes; called at most once, and what it throws passes through
     */
    public Stored store(TenantId tenant, long bytes, Supplier<byte[]> read, @Nullable String field) {
        if (bytes > limits.maxBytes()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.IMAGE_TOO_LARGE,
                    field,
                    "The file has " + bytes + " bytes; at most " + limits.maxBytes() + " are allowed.");
        }
        acquire(files, 1);
        try {
            return store(tenant, read.get(), field);
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
        String uploadSha256 = Sha256.hex(upload);
        String uploadKey = tenant + "/" + uploadSha256;
        Source known = sources.get(uploadKey);
        if (known != null && store.head(known.image().key()).isPresent()) {
            return known.stored(false);
        }
        Png png = normalise(upload, uploadSha256, field);
        String sha256 = Sha256.hex(png.bytes);
        String key = ObjectKeys.reference(tenant, sha256, "png");
        boolean created = store.head(key).isEmpty();
        if (created) {
            store.put(key, png.bytes, ImageProbe.PNG);
        }
        ImageRef image = new ImageRef(store.bucket(), key, sha256, ImageProbe.PNG, png.width, png.height);
        Source source = new Source(image, png.bytes.length, png.origin);
        write(ObjectKeys.referenceSource(tenant, uploadSha256), source);
        sources.put(uploadKey, source);
        return source.stored(created);
    }

    /** @param sha256 of a file as it was uploaded, or of a stored picture */
    public Optional<Stored> findByDigest(TenantId tenant, String sha256) {
        Source source = sources.get(tenant + "/" + sha256);
        if (source == null) {
            source = readSource(ObjectKeys.referenceSource(tenant, sha256));
        }
        if (source != null) {
            return store.head(source.image().key()).isPresent() ? Optional.of(source.stored(false)) : Optional.empty();
        }
        AssetId id = AssetId.ofSha256(sha256);
        Optional<dev.refinery.storage.Stored> object = store.head(ObjectKeys.reference(tenant, sha256, "png"));
        return object.flatMap(o -> find(tenant, id).map(image -> new Stored(id, image, o.bytes(), null, false)));
    }

    private void write(String key, Source source) {
        try {
            store.put(key, Json.mapper().writeValueAsBytes(source), "application/json");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a file became does not serialise", e);
        }
    }

    private @Nullable Source readSource(String key) {
        try {
            return Json.mapper().readValue(store.get(key, null), Source.class);
        } catch (ObjectMissing e) {
            return null;
        } catch (IOException e) {
            throw new IllegalStateException("what a file became does not parse: " + key, e);
        }
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
    private record Png(byte[] bytes, int width, int height, PictureOrigin origin) {}

    private Png normalise(byte[] upload, String sha256, @Nullable String field) {
        try {
            int needed = permitsFor(ImageDecoder.probe(upload));
            acquire(memory, needed);
            try {
                Ingested ingested = ImageNormalizer.ingest(upload, limits, storedSide);
                Raster raster = ingested.pixels();
                return new Png(
                        ImageEncoder.png(raster),
                        raster.width(),
                        raster.height(),
                        PictureOrigin.of(sha256, upload.length, ingested));
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

    private static <V> Map<String, V> remembering() {
        return Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > REMEMBERED;
            }
        });
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
