package dev.refinery.audit;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.bundle.ImagesApiManifest;
import dev.refinery.inference.flow.FlowPrompt;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.FlowRuntime;
import dev.refinery.inference.runtime.GeneratorRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.refinement.FlowNoise;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Renders a task again, with the classes that the worker renders with, in this process. */
final class Remake {
    private Remake() {}

    /**
     * @param digest of the bundle that made it
     * @return the encoded picture with its provenance, unsigned
     */
    static byte[] of(GenerationTask task, Path folder, String digest, GeneratorProfile profile, ObjectStore store) {
        try {
            String kind = Bundle.kindOf(folder);
            if (kind.equals(ImagesApiManifest.KIND)) {
                throw new AuditFailure("not remakeable: " + kind + ": a provider drew the pictures of " + task.model()
                        + " and draws another one every time; audit checks the decisions all the same");
            }
            byte[] picture = kind.equals(FlowManifest.KIND)
                    ? painted(task, FlowBundle.open(folder), digest, store)
                    : composed(task, Bundle.open(folder), digest, profile, store);
            return ProvenanceStamp.unsigned().stamp(task, digest, DigitalSourceType.ofBundleKind(kind), picture);
        } catch (BundleRejectedException | IOException e) {
            throw new AuditFailure("cannot load the bundle in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static byte[] composed(
            GenerationTask task, Bundle bundle, String digest, GeneratorProfile profile, ObjectStore store)
            throws IOException {
        expect(task, digest, bundle.digest());
        try (BundleRuntime runtime = BundleRuntime.load(bundle, RuntimeOptions.parallel(1))) {
            float[] latents = NoiseMaterializer.materialize(task.genome().noise(), task.seed(), profile.latents());
            return render(
                    task, runtime, bundle.manifest().roles().keySet(), latents, references -> FlowInputs.NONE, store);
        }
    }

    private static byte[] painted(GenerationTask task, FlowBundle bundle, String digest, ObjectStore store)
            throws IOException {
        expect(task, digest, bundle.digest());
        try (FlowRuntime runtime = FlowRuntime.load(bundle, RuntimeOptions.parallel(1))) {
            float[] latents = FlowNoise.initial(
                    task.genome().noise(), task.seed(), runtime.latentLength(task.width(), task.height()));
            String mention = bundle.manifest().text().mention();
            return render(
                    task,
                    runtime,
                    bundle.manifest().roles().keySet(),
                    latents,
                    references -> inputs(task, references, mention, store),
                    store);
        }
    }

    private static void expect(GenerationTask task, String digest, String found) {
        if (!found.equals(digest)) {
            throw new AuditFailure("the bundle differs: " + task.model() + " was " + digest + " and is " + found);
        }
    }

    private static FlowInputs inputs(
            GenerationTask task, List<Reference> references, String mention, ObjectStore store) {
        Genome.Parent parent = task.genome().parent();
        return new FlowInputs(
                FlowPrompt.of(task.prompt(), references, mention),
                task.genome().controls(),
                parent == null
                        ? null
                        : new FlowInputs.Start(
                                decode("picture of the parent " + parent.candidate(), parent.image(), store),
                                parent.strength()),
                (step, out) -> FlowNoise.between(task.seed(), step, out),
                () -> false,
                true);
    }

    private static byte[] render(
            GenerationTask task,
            GeneratorRuntime runtime,
            Set<Role> roles,
            float[] latents,
            Function<List<Reference>, FlowInputs> inputs,
            ObjectStore store) {
        List<Reference> honoured = task.references().stream()
                .filter(reference -> roles.contains(reference.role()))
                .toList();
        List<PreparedReference> prepared = new ArrayList<>();
        try {
            for (Reference reference : honoured) {
                prepared.add(new PreparedReference(
                        reference,
                        runtime.encode(ReferenceKey.of(reference), task.lane(), () -> pixels(reference, store))));
            }
            Raster image = runtime.render(new RenderRequest(
                            Latents.of(latents),
                            task.genome().guidance(),
                            prepared,
                            task.output(),
                            task.width(),
                            task.height(),
                            task.lane(),
                            inputs.apply(honoured)))
                    .image();
            return ImageEncoder.encode(
                    image, task.format().mediaType(), task.output().encoderQuality());
        } finally {
            prepared.forEach(PreparedReference::close);
        }
    }

    private static ReferencePixels pixels(Reference reference, ObjectStore store) {
        ImageRef mask = reference.mask();
        String what = "reference " + reference.name();
        return new ReferencePixels(
                decode(what, reference.image(), store), mask == null ? null : decode(what, mask, store));
    }

    private static Raster decode(String what, ImageRef image, ObjectStore store) {
        try {
            return ImageDecoder.decode(store.get(image.key(), image.sha256()), ImageLimits.DEFAULT);
        } catch (ObjectMissing e) {
            throw new AuditFailure("the " + what + " is gone from the store: " + image.key() + " has expired", e);
        } catch (ObjectStoreException e) {
            throw new AuditFailure("cannot read the " + what + ": " + e.getMessage(), e);
        } catch (ImageRejectedException e) {
            throw new AuditFailure("the " + what + " cannot be decoded: " + e.getMessage(), e);
        }
    }
}
