package dev.refinery.inference.runtime;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.inference.bundle.FlowManifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From prompts, references and noise to pictures' tokens: several pictures take a step in one network call. Thread-safe. */
final class FlowPipeline {
    private final FlowModules modules;
    private final FlowManifest manifest;
    private final FlowDialect dialect;
    private final LongAdder calls = new LongAdder();
    private final LongAdder rows = new LongAdder();

    FlowPipeline(FlowModules modules, FlowManifest manifest) {
        this.modules = modules;
        this.manifest = manifest;
        this.dialect = FlowDialect.of(manifest, modules);
    }

    /** Network calls so far. */
    long calls() {
        return calls.sum();
    }

    /** Rows of those calls. */
    long rows() {
        return rows.sum();
    }

    FlowDialect dialect() {
        return dialect;
    }

    /**
     * @param x at the schedule's first noise level; taken over
     * @param prompt conditions f32[1, L, D], which outlive the walk
     * @param away conditions that guidance leads away from; null exactly when the plan's scale is 1
     */
    FlowWalk begin(FlowWalk.Plan plan, float[] x, PtNDArray prompt, @Nullable PtNDArray away) {
        if ((plan.scale() > 1) != (away != null)) {
            throw new IllegalArgumentException("conditions to lead away from belong to a scale above 1");
        }
        PtNDManager session = modules.scratch();
        try {
            List<FlowWalk.@Nullable Sight> without = new ArrayList<>();
            for (int i = 0; i < plan.references().size(); i++) {
                without.add(plan.emphasis().get(i) == 0 ? null : sight(session, plan, i));
            }
            return new FlowWalk(
                    session,
                    plan,
                    x,
                    text(session, plan, prompt),
                    away == null ? null : text(session, plan, away),
                    sight(session, plan, -1),
                    without,
                    dialect.rescales());
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private FlowWalk.Text text(PtNDManager session, FlowWalk.Plan plan, PtNDArray conditions) {
        int length = Math.toIntExact(conditions.getShape().get(1));
        return new FlowWalk.Text(
                conditions,
                TokenPlaces.of(session, dialect.textPositions(length, plan.grid(), plan.references()), length));
    }

    /** The picture and the references but one, each in its own place. */
    private FlowWalk.Sight sight(PtNDManager session, FlowWalk.Plan plan, int left) {
        NDList tokens = new NDList();
        List<long[]> positions = new ArrayList<>();
        positions.add(dialect.positions(plan.grid()));
        int count = plan.grid().tokens();
        for (int i = 0; i < plan.references().size(); i++) {
            if (i != left) {
                FlowReference reference = plan.references().get(i);
                tokens.add(reference.tokens());
                positions.add(dialect.positions(i, plan.references()));
                count += reference.grid().tokens();
            }
        }
        long[] all = positions.stream().flatMapToLong(Arrays::stream).toArray();
        try (PtNDManager scratch = modules.scratch()) {
            PtNDArray together = tokens.isEmpty()
                    ? TorchModule.floats(
                            scratch, new float[0], new Shape(0, manifest.grid().channels()))
                    : (PtNDArray) NDArrays.concat(tokens);
            together.attach(scratch);
            PtNDArray one = together.expandDims(0);
            one.attach(session);
            return new FlowWalk.Sight(one, TokenPlaces.of(session, all, count));
        }
    }

    /**
     * Takes one step with each of these walks, or none with any.
     *
     * @param largest rows of one network call
     */
    void step(List<FlowWalk> walks, int largest) {
        List<float[]> seen =
                velocities(walks.stream().flatMap(walk -> walk.rows().stream()).toList(), largest);
        int at = 0;
        for (FlowWalk walk : walks) {
            int rows = walk.rows().size();
            walk.move(seen.subList(at, at + rows));
            at += rows;
        }
    }

    /** What the network says of every row where its walk is now. */
    List<float[]> velocities(List<FlowWalk.Row> rows, int largest) {
        Map<FlowWalk.Shape, List<Integer>> shapes = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            shapes.computeIfAbsent(rows.get(i).shape(), s -> new ArrayList<>()).add(i);
        }
        float[][] seen = new float[rows.size()][];
        for (List<Integer> alike : shapes.values()) {
            for (int from = 0; from < alike.size(); from += largest) {
                List<Integer> call = alike.subList(from, Math.min(from + largest, alike.size()));
                float[] all = velocity(call.stream().map(rows::get).toList());
                int length = all.length / call.size();
                for (int i = 0; i < call.size(); i++) {
                    seen[call.get(i)] = Arrays.copyOfRange(all, i * length, (i + 1) * length);
                }
            }
        }
        return List.of(seen);
    }

    /** One network call. */
    private float[] velocity(List<FlowWalk.Row> batch) {
        calls.increment();
        rows.add(batch.size());
        FlowWalk.Row first = batch.getFirst();
        int tokens = first.walk().plan().grid().tokens();
        int length = tokens * manifest.grid().channels();
        float[] x = new float[batch.size() * length];
        float[] sigmas = new float[batch.size()];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(batch.get(i).walk().path().tokens(), 0, x, i * length, length);
            sigmas[i] = batch.get(i).walk().path().sigma();
        }
        try (PtNDManager scratch = modules.scratch()) {
            return modules.velocity(
                    TorchModule.floats(
                            scratch,
                            x,
                            new Shape(batch.size(), tokens, manifest.grid().channels())),
                    stacked(scratch, batch, row -> row.sight().tokens()),
                    sigmas,
                    stacked(scratch, batch, row -> row.text().tokens()),
                    first.sight().places().tensor(),
                    first.text().places().tensor());
        }
    }

    /** [1, ...] when all rows share one tensor, else [rows, ...]. */
    private static PtNDArray stacked(
            PtNDManager scratch, List<FlowWalk.Row> rows, Function<FlowWalk.Row, PtNDArray> part) {
        PtNDArray first = part.apply(rows.getFirst());
        if (rows.stream().allMatch(row -> part.apply(row).getUid().equals(first.getUid()))) {
            return first;
        }
        PtNDArray all =
                (PtNDArray) NDArrays.concat(new NDList(rows.stream().map(part).toArray(PtNDArray[]::new)));
        all.attach(scratch);
        return all;
    }
}
