package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pictures that walk side by side, without an engine. */
final class FlowWalks implements AutoCloseable {
    private static final int TOGETHER = 8;

    private final FlowRuntime runtime;
    private final PtNDManager session;
    private final List<FlowWalk> walks = new ArrayList<>();

    FlowWalks(FlowRuntime runtime) {
        this.runtime = runtime;
        this.session = runtime.modules().scratch();
    }

    /** One picture for each prompt; the noise holds one after the other. */
    void begin(FlowWalk.Plan plan, List<String> prompts, float[] noise) {
        int length = noise.length / prompts.size();
        PtNDArray away = plan.scale() > 1 ? conditions(plan, runtime.negative()) : null;
        for (int i = 0; i < prompts.size(); i++) {
            float[] x = Arrays.copyOfRange(noise, i * length, (i + 1) * length);
            walks.add(runtime.pipeline().begin(plan, x, conditions(plan, prompts.get(i)), away));
        }
    }

    private PtNDArray conditions(FlowWalk.Plan plan, String prompt) {
        return runtime.pipeline().dialect().conditions(session, prompt, plan.references());
    }

    /** What the network says where they are, unguided. */
    float[] velocity() {
        List<FlowWalk.Row> rows =
                walks.stream().map(walk -> walk.rows().getFirst()).toList();
        return joined(runtime.pipeline().velocities(rows, TOGETHER));
    }

    /** To noise level 0. */
    float[] arrive() {
        while (!walks.getFirst().path().arrived()) {
            runtime.pipeline().step(walks, TOGETHER);
        }
        return joined(walks.stream().map(walk -> walk.path().tokens()).toList());
    }

    List<Integer> evaluations() {
        return walks.stream().map(FlowWalk::evaluations).toList();
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Override
    public void close() {
        walks.forEach(FlowWalk::close);
        session.close();
    }
}
