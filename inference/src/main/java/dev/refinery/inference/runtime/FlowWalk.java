package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.inference.StepNoise;
import dev.refinery.inference.flow.FlowPath;
import dev.refinery.inference.flow.FlowSampler;
import dev.refinery.inference.flow.FlowSchedule;
import dev.refinery.inference.flow.Guidance;
import dev.refinery.inference.flow.TokenGrid;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One picture that is being made: where it is on its way, and what the network is asked for its next step. Moved by one thread at
 * a time. Its session's tensors are freed by {@link #close}.
 */
final class FlowWalk implements AutoCloseable {
    /**
     * @param emphasis log guidance of each reference
     * @param scale of classifier-free guidance, 1 = none
     */
    record Plan(
            List<FlowReference> references,
            List<Double> emphasis,
            double scale,
            TokenGrid grid,
            FlowSchedule schedule,
            FlowSampler sampler,
            StepNoise noise) {
        Plan {
            references = List.copyOf(references);
            emphasis = List.copyOf(emphasis);
            if (references.size() != emphasis.size()) {
                throw new IllegalArgumentException("emphasis must have one number for each reference");
            }
        }
    }

    /** A prompt as the network sees it: f32[1, L, D]. */
    record Text(PtNDArray tokens, TokenPlaces places) {}

    /** References as the network sees them beside the picture: f32[1, R, C]; the places are the picture's and theirs. */
    record Sight(PtNDArray tokens, TokenPlaces places) {}

    /** One velocity that a step takes. Rows of equal shapes fit into one call. */
    record Row(FlowWalk walk, Sight sight, Text text) {
        Shape shape() {
            return new Shape(walk.plan.grid(), sight.places(), text.places());
        }
    }

    record Shape(TokenGrid grid, TokenPlaces places, TokenPlaces text) {}

    private final PtNDManager session;
    private final Plan plan;
    private final FlowPath path;
    private final boolean rescales;
    private final int channels;
    private final List<Row> rows = new ArrayList<>();
    private int evaluations;

    /**
     * @param without for each reference what is seen without it; null where its emphasis is 0
     * @param negative what guidance leads away from; null = there is none
     * @param rescales whether guided velocities keep the length of the conditional one
     */
    FlowWalk(
            PtNDManager session,
            Plan plan,
            float[] x,
            Text positive,
            @Nullable Text negative,
            Sight whole,
            List<@Nullable Sight> without,
            boolean rescales) {
        this.session = session;
        this.plan = plan;
        this.path = new FlowPath(plan.schedule(), plan.sampler(), plan.noise(), x);
        this.rescales = rescales;
        this.channels = x.length / plan.grid().tokens();
        rows.add(new Row(this, whole, positive));
        for (Sight less : without) {
            if (less != null) {
                rows.add(new Row(this, less, positive));
            }
        }
        if (negative != null) {
            rows.add(new Row(this, whole, negative));
        }
    }

    Plan plan() {
        return plan;
    }

    FlowPath path() {
        return path;
    }

    /** What the network is asked for every step; the first has every reference and the prompt. */
    List<Row> rows() {
        return rows;
    }

    /** Of the network, so far. */
    int evaluations() {
        return evaluations;
    }

    /** @param seen velocities, one for each row, which are not changed */
    void move(List<float[]> seen) {
        evaluations += seen.size();
        float[] all = seen.getFirst();
        float[] velocity = all.clone();
        int at = 1;
        for (double log : plan.emphasis()) {
            if (log != 0) {
                Guidance.emphasise(velocity, all, seen.get(at++), log);
            }
        }
        if (at < seen.size()) {
            float[] wanted = velocity.clone();
            Guidance.away(velocity, seen.get(at), plan.scale());
            if (rescales) {
                Guidance.rescale(velocity, wanted, channels);
            }
        }
        path.move(velocity);
    }

    @Override
    public void close() {
        session.close();
    }
}
