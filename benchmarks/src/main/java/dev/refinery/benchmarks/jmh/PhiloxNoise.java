package dev.refinery.benchmarks.jmh;

import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.refinement.Philox;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Noise of a draw, and of a genome three generations on. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PhiloxNoise {
    private static final NoiseProgram THIRD = new NoiseProgram(
            List.of(new NoiseStep.Fresh(0, 3), new NoiseStep.Rotate(0, 0.6, 1, 5), new NoiseStep.Rotate(1, 0.4, 2, 2)));

    @Param({"64", "4096", "1048576"})
    public int numbers;

    private float[] out = {};
    private LatentSpace space = LatentSpace.ungrouped(1);

    @Setup
    public void size() {
        out = new float[numbers];
        space = LatentSpace.ungrouped(numbers);
    }

    @Benchmark
    public float[] draw() {
        Philox.gaussians(42, 0, 3, 0, out);
        return out;
    }

    @Benchmark
    public float[] thirdGeneration() {
        return NoiseMaterializer.materialize(THIRD, 42, space);
    }
}
