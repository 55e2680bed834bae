package dev.refinery.worker.app;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.RenderedCandidate;
import dev.refinery.inference.RenderedPlacement;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Encodes and stores what was rendered: search candidates may be overwritten (with the same bytes again), results, and whatever
 * would not come out the same again, are written once. Results say where they come from. The picture and its masks go up side by side. Thread-safe.
 */
final class CandidatePictures implements AutoCloseable {
    private final ObjectStore store;
    private final ProvenanceStamp stamp;
    private final WorkerObserver observer;
    private final ExecutorService uploads = Executors.newVirtualThreadPerTaskExecutor();

    CandidatePictures(ObjectStore store, ProvenanceStamp stamp, WorkerObserver observer) {
        this.store = store;
        this.stamp = stamp;
        this.observer = observer;
    }

    /** @throws AlreadyStoredDifferently a result of other bytes is there already */
    Pictures store(GenerationTask task, Model model, RenderedCandidate rendered) throws AlreadyStoredDifferently {
        List<Future<StoredImage>> masks = new ArrayList<>();
        for (RenderedPlacement placement : rendered.placements()) {
            masks.add(uploads.submit(() -> storeMask(task, placement)));
        }
        ImageFormat format = task.purpose() == Purpose.FINAL ? task.format() : ImageFormat.PNG;
        byte[] bytes = encoded(task, model, rendered, format);
        Pictures pictures = uploaded(task, model, rendered, format, bytes, masks);
        observer.uploaded(pictures.bytes());
        return pictures;
    }

    @SuppressWarnings("try") // the stage is only held
    private byte[] encoded(GenerationTask task, Model model, RenderedCandidate rendered, ImageFormat format) {
        try (WorkerObserver.Running encode = observer.begins(Stage.ENCODE)) {
            byte[] bytes = format == ImageFormat.PNG
                    ? ImageEncoder.png(rendered.image())
                    : ImageEncoder.encode(
                            rendered.image(), format.mediaType(), task.output().encoderQuality());
            return task.purpose() == Purpose.FINAL
                    ? stamp.stamp(task, model.bundleDigest(), model.source(), bytes)
                    : bytes;
        }
    }

    @SuppressWarnings("try") // the stage is only held
    private Pictures uploaded(
            GenerationTask task,
            Model model,
            RenderedCandidate rendered,
            ImageFormat format,
            byte[] bytes,
            List<Future<StoredImage>> masks)
            throws AlreadyStoredDifferently {
        try (WorkerObserver.Running upload = observer.begins(Stage.UPLOAD)) {
            Stored stored = kept(model.exact(), task.purpose() == Purpose.FINAL, key(task, format), bytes, format);
            long total = bytes.length;
            List<Placement> placements = new ArrayList<>();
            for (int i = 0; i < masks.size(); i++) {
                StoredImage mask = finished(masks.get(i));
                total += mask.bytes();
                placements.add(rendered.placements().get(i).toPlacement(mask.image()));
            }
            return new Pictures(ref(stored, task.width(), task.height()), placements, total);
        }
    }

    private static String key(GenerationTask task, ImageFormat format) {
        CandidateId candidate = task.candidate();
        return task.purpose() == Purpose.FINAL
                ? ObjectKeys.result(task.tenant(), candidate.job(), candidate.index(), format.extension())
                : ObjectKeys.candidate(candidate, task.tenant(), format.extension());
    }

    /** Of a model that may give other bytes the next time, the first attempt's picture is the one that counts. */
    private Stored kept(boolean exact, boolean result, String key, byte[] bytes, ImageFormat format)
            throws AlreadyStoredDifferently {
        if (!exact) {
            return first(key, bytes, format);
        }
        return result ? store.putOnce(key, bytes, format.mediaType()) : store.put(key, bytes, format.mediaType());
    }

    /** What lies under the key afterwards: these bytes, or what was stored there before them. */
    private Stored first(String key, byte[] bytes, ImageFormat format) {
        try {
            return store.putOnce(key, bytes, format.mediaType());
        } catch (AlreadyStoredDifferently e) {
            return e.existing();
        }
    }

    /** What was stored for a search candidate before, if anything was. */
    Optional<Pictures> earlier(GenerationTask task) {
        return store.head(candidateKey(task)).map(stored -> pictures(task, stored));
    }

    /** Stores a search candidate that could not be made again. Whoever comes second gets what is there. */
    Pictures storeFirst(GenerationTask task, Raster picture) {
        byte[] bytes = ImageEncoder.png(picture);
        Stored stored = first(candidateKey(task), bytes, ImageFormat.PNG);
        observer.uploaded(bytes.length);
        return pictures(task, stored);
    }

    private static String candidateKey(GenerationTask task) {
        return ObjectKeys.candidate(task.candidate(), task.tenant(), ImageFormat.PNG.extension());
    }

    private Pictures pictures(GenerationTask task, Stored stored) {
        return new Pictures(ref(stored, task.width(), task.height()), List.of(), stored.bytes());
    }

    private StoredImage storeMask(GenerationTask task, RenderedPlacement placement) {
        byte[] png = ImageEncoder.grayPng(
                placement.mask().alpha(),
                placement.mask().width(),
                placement.mask().height());
        Stored stored = store.put(
                ObjectKeys.mask(task.candidate(), task.tenant(), placement.reference()),
                png,
                ImageFormat.PNG.mediaType());
        return new StoredImage(
                ref(stored, placement.mask().width(), placement.mask().height()), png.length);
    }

    private static StoredImage finished(Future<StoredImage> upload) {
        try {
            return upload.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a mask was uploading");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new CompletionException(e.getCause());
        }
    }

    private ImageRef ref(Stored stored, int width, int height) {
        return new ImageRef(store.bucket(), stored.key(), stored.sha256(), stored.mediaType(), width, height);
    }

    @Override
    public void close() {
        uploads.shutdownNow();
    }

    private record StoredImage(ImageRef image, long bytes) {}

    /** @param bytes of everything that was stored for the candidate */
    record Pictures(ImageRef image, List<Placement> placements, long bytes) {}
}
