package dev.refinery.worker.app;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderException;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;

/** Fetches, decodes and encodes the photos of a job; what is cached by its digest is not fetched again. Thread-safe. */
final class ReferencePhotos {
    private final ObjectStore store;
    private final ImageLimits limits;

    ReferencePhotos(ObjectStore store, ImageLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /** @throws TaskRejectedException {@code reference_unreadable} or {@code reference_unsuitable}, naming the reference */
    PreparedReference prepare(Generator generator, Reference reference, Lane lane) {
        try {
            return new PreparedReference(
                    reference, generator.encoder().encode(ReferenceKey.of(reference), lane, () -> pixels(reference)));
        } catch (RenderException.UnsuitableReference e) {
            throw new TaskRejectedException(
                    "reference_unsuitable",
                    "reference " + reference.name() + " is " + e.getMessage(),
                    reference.name(),
                    true,
                    e);
        }
    }

    /**
     * A candidate's picture that another starts from.
     *
     * @throws TaskRejectedException {@code parent_unreadable}; other candidates of the job may do
     */
    Raster parent(ImageRef image) {
        try {
            return ImageDecoder.decode(store.get(image.key(), image.sha256()), limits);
        } catch (ObjectMissing | ObjectCorrupt | ImageRejectedException e) {
            throw new TaskRejectedException(
                    "parent_unreadable", "the parent's picture cannot be read: " + e.getMessage(), null, false, e);
        }
    }

    /** As {@link #parent}, for those who read files themselves. */
    byte[] parentFile(ImageRef image) {
        try {
            return store.get(image.key(), image.sha256());
        } catch (ObjectMissing | ObjectCorrupt e) {
            throw new TaskRejectedException(
                    "parent_unreadable", "the parent's picture cannot be read: " + e.getMessage(), null, false, e);
        }
    }

    /**
     * A reference's file as it is stored.
     *
     * @throws TaskRejectedException {@code reference_unreadable}
     */
    byte[] file(Reference reference) {
        try {
            return store.get(reference.image().key(), reference.image().sha256());
        } catch (ObjectMissing e) {
            throw unreadable(reference, "is no longer in the store", e);
        } catch (ObjectCorrupt e) {
            throw unreadable(reference, "does not have the bytes that were uploaded", e);
        }
    }

    /**
     * The picture of a search candidate that is never written twice.
     *
     * @throws TaskRejectedException {@code winner_gone}; other candidates may be there
     */
    Raster candidate(TenantId tenant, CandidateId candidate) {
        try {
            return ImageDecoder.decode(
                    store.get(ObjectKeys.candidate(candidate, tenant, ImageFormat.PNG.extension()), null), limits);
        } catch (ObjectMissing | ObjectCorrupt | ImageRejectedException e) {
            throw new TaskRejectedException(
                    "winner_gone",
                    "the picture of candidate " + candidate + " cannot be read, and cannot be made again: "
                            + e.getMessage(),
                    null,
                    false,
                    e);
        }
    }

    private ReferencePixels pixels(Reference reference) {
        ImageRef mask = reference.mask();
        return new ReferencePixels(decode(reference, reference.image()), mask == null ? null : decode(reference, mask));
    }

    private Raster decode(Reference reference, ImageRef image) {
        try {
            return ImageDecoder.decode(store.get(image.key(), image.sha256()), limits);
        } catch (ObjectMissing e) {
            throw unreadable(reference, "is no longer in the store", e);
        } catch (ObjectCorrupt e) {
            throw unreadable(reference, "does not have the bytes that were uploaded", e);
        } catch (ImageRejectedException e) {
            throw unreadable(reference, "cannot be decoded (" + e.code() + ")", e);
        }
    }

    private static TaskRejectedException unreadable(Reference reference, String why, Exception cause) {
        return new TaskRejectedException(
                "reference_unreadable", "reference " + reference.name() + " " + why, reference.name(), true, cause);
    }
}
