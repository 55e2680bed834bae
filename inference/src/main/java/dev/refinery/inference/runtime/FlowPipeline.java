package dev.refinery.inference.runtime;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.inference.StepNoise;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.FlowSampler;
import dev.refinery.inference.flow.FlowSampling;
import dev.refinery.inference.flow.FlowSchedule;
import dev.refinery.inference.flow.Guidance;
import dev.refinery.inference.flow.TokenGrid;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;

/** From prompts, references and noise to a picture's tokens. Thread-safe. */
final class FlowPipeline {
    private final FlowModules modules;
    private final FlowManifest manifest;
    private final FlowDialect dialect;

    FlowPipeline(FlowModules modules, FlowManifest manifest) {
        this.modules = modules;
        this.manifest = manifest;
        this.dialect = FlowDialect.of(manifest, modules);
    }

    FlowDialect dialect() {
        return dialect;
    }

    /**
     * One walk of a batch.
     *
     * @param prompts one for each picture of the batch
     * @param emphasis log guidance of each reference
     * @param scale of classifier-free guidance, 1 = none
     */
    record Walk(
            List<String> prompts,
            List<FlowReference> references,
            List<Double> emphasis,
            double scale,
            TokenGrid grid,
            FlowSchedule schedule,
            FlowSampler sampler) {
        Walk {
            prompts = List.copyOf(prompts);
            references = List.copyOf(references);
            emphasis = List.copyOf(emphasis);
            if (references.size() != emphasis.size()) {
                throw new IllegalArgumentException("emphasis must have one number for each reference");
            }
        }
    }

    /** @param evaluations of the transformer, each for the whole batch */
    @SuppressWarnings("ArrayRecordComponent")
    record Arrived(float[] tokens, int evaluations) {}

    /** @param x [B, S, C] at the schedule's first noise level; moved in place */
    Arrived walk(Walk walk, float[] x, StepNoise noise, BooleanSupplier canceled) {
        try (PtNDManager session = modules.scratch()) {
            Field field = new Field(walk, session);
            float[] tokens = FlowSampling.run(walk.schedule(), walk.sampler(), x, field, noise, canceled);
            return new Arrived(tokens, field.evaluations);
        }
    }

    /** The velocity at one point with every reference and no guidance: what the public transformer gives. */
    float[] velocity(Walk walk, float[] x, float sigma) {
        try (PtNDManager session = modules.scratch()) {
            Field field = new Field(walk, session);
            return field.at(x, sigma, field.whole, field.positive);
        }
    }

    /** A walk's tensors on the device, and the guided velocity. */
    private final class Field implements FlowSampling.VelocityField {
        private final Walk walk;
        private final PtNDManager session;
        private final Conditions positive;
        private final Conditions negative;
        private final Beside whole;
        private final List<Beside> without = new ArrayList<>();
        private final Shape shape;
        private int evaluations;

        Field(Walk walk, PtNDManager session) {
            this.walk = walk;
            this.session = session;
            int batch = walk.prompts().size();
            this.shape = new Shape(batch, walk.grid().tokens(), manifest.grid().channels());
            this.positive = conditions(walk.prompts());
            String away = manifest.text().negative();
            this.negative =
                    walk.scale() > 1 ? conditions(Collections.nCopies(batch, away == null ? "" : away)) : positive;
            this.whole = beside(-1);
            for (int i = 0; i < walk.references().size(); i++) {
                without.add(walk.emphasis().get(i) == 0 ? whole : beside(i));
            }
        }

        private Conditions conditions(List<String> prompts) {
            PtNDArray text = dialect.conditions(session, prompts, walk.references());
            int length = Math.toIntExact(text.getShape().get(1));
            long[] places = dialect.textPositions(length, walk.grid(), walk.references());
            return new Conditions(text, TorchModule.longs(session, places, new Shape(length, places.length / length)));
        }

        @Override
        public float[] at(float[] x, float sigma) {
            float[] all = at(x, sigma, whole, positive);
            float[] velocity = all.clone();
            for (int i = 0; i < walk.references().size(); i++) {
                double log = walk.emphasis().get(i);
                if (log != 0) {
                    Guidance.emphasise(velocity, all, at(x, sigma, without.get(i), positive), log);
                }
            }
            if (walk.scale() > 1) {
                float[] wanted = velocity.clone();
                Guidance.away(velocity, at(x, sigma, whole, negative), walk.scale());
                if (dialect.rescales()) {
                    Guidance.rescale(velocity, wanted, manifest.grid().channels());
                }
            }
            return velocity;
        }

        private float[] at(float[] x, float sigma, Beside beside, Conditions conditions) {
            evaluations++;
            try (PtNDArray latents = TorchModule.floats(session, x, shape)) {
                return modules.velocity(
                        latents, beside.tokens(), sigma, conditions.text(), beside.positions(), conditions.positions());
            }
        }

        /** The references but one, each in its own place. */
        private Beside beside(int left) {
            NDList tokens = new NDList();
            List<long[]> positions = new ArrayList<>();
            positions.add(dialect.positions(walk.grid()));
            for (int i = 0; i < walk.references().size(); i++) {
                if (i != left) {
                    FlowReference reference = walk.references().get(i);
                    tokens.add(reference.tokens());
                    positions.add(dialect.positions(i, reference.grid()));
                }
            }
            int count = positions.stream().mapToInt(p -> p.length).sum();
            long[] all = new long[count];
            int at = 0;
            for (long[] part : positions) {
                System.arraycopy(part, 0, all, at, part.length);
                at += part.length;
            }
            int axes = positions.getFirst().length / walk.grid().tokens();
            PtNDArray together = tokens.isEmpty()
                    ? TorchModule.floats(
                            session, new float[0], new Shape(0, manifest.grid().channels()))
                    : (PtNDArray) NDArrays.concat(tokens);
            together.attach(session);
            return new Beside(together, TorchModule.longs(session, all, new Shape(count / axes, axes)));
        }
    }

    private record Conditions(PtNDArray text, PtNDArray positions) {}

    private record Beside(PtNDArray tokens, PtNDArray positions) {}
}
