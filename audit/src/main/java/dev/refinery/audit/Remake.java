package dev.refinery.audit;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Renders a task again, with the classes that the worker renders with, in this process. */
final class Remake {
    private Remake() {}

    /**
     * @param digest of the bundle that made it
     * @return the encoded picture with its provenance, unsigned
     */
    static byte[] of(GenerationTask task, Path folder, String digest, GeneratorProfile profile, ObjectStore store) {
        try {
            Bundle bundle = Bundle.open(folder);
            if (!bundle.digest().equals(digest)) {
                throw new AuditFailure("the bundle differs: " + task.model() + " was " + digest + " and is "
                        + bundle.digest() + " in " + folder);
            }
            try (BundleRuntime runtime = BundleRuntime.load(bundle, RuntimeOptions.parallel(1))) {
                DigitalSourceType source =
                        DigitalSourceType.ofBundleKind(bundle.manifest().kind());
                return ProvenanceStamp.unsigned().stamp(task, digest, source, render(task, runtime, profile, store));
            }
        } catch (BundleRejectedException | IOException e) {
            throw new AuditFailure("cannot load the bundle in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static byte[] render(
            GenerationTask task, BundleRuntime runtime, GeneratorProfile profile, ObjectStore store) {
        Latents latents =
                Latents.of(NoiseMaterializer.materialize(task.genome().noise(), task.seed(), profile.latents()));
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            for (Reference reference : task.references()) {
                if (runtime.bundle().manifest().roles().containsKey(reference.role())) {
                    prepared.add(new PreparedReference(
                            reference,
                            runtime.encode(ReferenceKey.of(reference), task.lane(), () -> pixels(reference, store))));
                }
            }
            Raster image = runtime.render(new RenderRequest(
                            latents,
                            task.genome().guidance(),
                            prepared,
                            task.output(),
                            task.width(),
                            task.height(),
                            task.lane()))
                    .image();
            return ImageEncoder.encode(
                    image, task.format().mediaType(), task.output().encoderQuality());
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    private static ReferencePixels pixels(Reference reference, ObjectStore store) {
        ImageRef mask = reference.mask();
        return new ReferencePixels(
                decode(reference, reference.image(), store), mask == null ? null : decode(reference, mask, store));
    }

    private static Raster decode(Reference reference, ImageRef image, ObjectStore store) {
        try {
            return ImageDecoder.decode(store.get(image.key(), image.sha256()), ImageLimits.DEFAULT);
        } catch (ObjectMissing e) {
            throw new AuditFailure(
                    "the reference " + reference.name() + " is gone from the store: " + image.key() + " has expired",
                    e);
        } catch (ObjectStoreException e) {
            throw new AuditFailure("cannot read the reference " + reference.name() + ": " + e.getMessage(), e);
        } catch (ImageRejectedException e) {
            throw new AuditFailure("the reference " + reference.name() + " cannot be decoded: " + e.getMessage(), e);
        }
    }
}
