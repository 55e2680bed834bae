package dev.refinery.benchmarks;

import dev.refinery.benchmarks.Trajectory.Made;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.job.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Chooses candidates after a first round of draws. Used by one thread, for one case and seed. */
interface Plan {
    /** @param made all candidates so far, in order */
    List<Genome> next(List<Made> made, int count);

    /** Independent draws whose guidance is drawn too, uniformly. */
    static Plan guidedDraws(List<Reference> references, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (made, count) -> IntStream.range(made.size(), made.size() + count)
                .mapToObj(i -> Genome.of(
                        new NoiseProgram(List.of(new NoiseStep.Fresh(0, i))),
                        guidance(references, () -> random.nextDouble(Genome.MIN_GUIDANCE, Genome.MAX_GUIDANCE))))
                .toList();
    }

    /** Latents and guidance far and wide: what effects are fitted to. */
    static Plan wideDraws(List<Reference> references, int latents, double deviation, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return (made, count) -> IntStream.range(0, count)
                .mapToObj(i -> given(
                        IntStream.range(0, latents)
                                .mapToDouble(k -> deviation * random.nextGaussian())
                                .toArray(),
                        guidance(references, () -> random.nextDouble(Genome.MIN_GUIDANCE, Genome.MAX_GUIDANCE))))
                .toList();
    }

    /** {@link SeparableCma} on latents and guidance, from the best of the first round. */
    static Plan cma(List<Reference> references, ToDoubleFunction<Made> merit, long seed) {
        return new Cma(references, merit, seed);
    }

    /** See {@link #cma}. */
    final class Cma implements Plan {
        private static final double SIGMA = 0.5;
        private static final double GUIDANCE_DEVIATION = 0.3;

        private final List<Reference> references;
        private final ToDoubleFunction<Made> merit;
        private final long seed;
        private @Nullable SeparableCma search;

        private Cma(List<Reference> references, ToDoubleFunction<Made> merit, long seed) {
            this.references = references;
            this.merit = merit;
            this.seed = seed;
        }

        @Override
        public List<Genome> next(List<Made> made, int count) {
            SeparableCma running = search;
            if (running == null) {
                running = from(made, count);
                search = running;
            } else {
                running.tell(made.subList(made.size() - count, made.size()).stream()
                        .mapToDouble(merit)
                        .toArray());
            }
            return running.ask().stream().map(this::genome).toList();
        }

        private SeparableCma from(List<Made> made, int count) {
            Made best = made.stream().max(Comparator.comparingDouble(merit)).orElseThrow();
            int latents = best.latents().size();
            int d = latents + references.size();
            double[] start = new double[d];
            double[] deviation = new double[d];
            for (int i = 0; i < d; i++) {
                start[i] = i < latents ? best.latents().get(i) : 0;
                deviation[i] = i < latents ? 1 : GUIDANCE_DEVIATION;
            }
            return new SeparableCma(start, deviation, SIGMA, count, seed);
        }

        private Genome genome(double[] x) {
            int latents = x.length - references.size();
            int[] reference = {latents};
            return given(Arrays.copyOf(x, latents), guidance(references, () -> x[reference[0]++]));
        }
    }

    private static Genome given(double[] z, Map<String, Double> guidance) {
        List<Double> values = new ArrayList<>();
        for (double value : z) {
            values.add(Math.clamp(Math.rint(value * 1000) / 1000, -NoiseStep.Given.LARGEST, NoiseStep.Given.LARGEST));
        }
        return Genome.of(new NoiseProgram(List.of(new NoiseStep.Given(values))), guidance);
    }

    private static Map<String, Double> guidance(List<Reference> references, DoubleSupplier each) {
        Map<String, Double> guidance = new TreeMap<>();
        for (Reference reference : references) {
            guidance.put(reference.name(), Math.clamp(each.getAsDouble(), Genome.MIN_GUIDANCE, Genome.MAX_GUIDANCE));
        }
        return guidance;
    }
}
