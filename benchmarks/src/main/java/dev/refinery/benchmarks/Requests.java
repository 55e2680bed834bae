package dev.refinery.benchmarks;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.flow.FlowPrompt;
import dev.refinery.refinement.FlowNoise;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.worker.app.FlowModel;
import dev.refinery.worker.app.Generator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a worker asks of a generator for a task. */
final class Requests {
    private Requests() {}

    /**
     * @param pictures of candidates that others start from
     * @param alone comes out the same whatever else is rendered meanwhile
     */
    static RenderRequest of(
            Generator generator,
            GenerationTask task,
            OutputSpec output,
            List<PreparedReference> prepared,
            Function<ImageRef, Raster> pictures,
            boolean alone) {
        FlowModel flow = generator.flow();
        return new RenderRequest(
                Latents.of(noise(generator, task)),
                task.genome().guidance(),
                prepared,
                output,
                task.width(),
                task.height(),
                task.lane(),
                flow == null ? FlowInputs.NONE : inputs(flow, task, prepared, pictures, alone));
    }

    private static FlowInputs inputs(
            FlowModel flow,
            GenerationTask task,
            List<PreparedReference> prepared,
            Function<ImageRef, Raster> pictures,
            boolean alone) {
        return new FlowInputs(
                FlowPrompt.of(
                        task.prompt(),
                        prepared.stream().map(PreparedReference::reference).toList(),
                        flow.mention()),
                task.genome().controls(),
                start(task.genome().parent(), pictures),
                (step, out) -> FlowNoise.between(task.seed(), step, out),
                () -> false,
                alone);
    }

    private static FlowInputs.@Nullable Start start(
            Genome.@Nullable Parent parent, Function<ImageRef, Raster> pictures) {
        return parent == null ? null : new FlowInputs.Start(pictures.apply(parent.image()), parent.strength());
    }

    private static float[] noise(Generator generator, GenerationTask task) {
        NoiseProgram program = task.genome().noise();
        FlowModel flow = generator.flow();
        return flow == null
                ? NoiseMaterializer.materialize(program, task.seed(), generator.latents())
                : FlowNoise.initial(program, task.seed(), flow.latentLength().applyAsInt(task.width(), task.height()));
    }
}
