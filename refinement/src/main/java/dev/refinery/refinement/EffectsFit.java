package dev.refinery.refinement;

import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.refinement.Effects.Effect;
import dev.refinery.refinement.Effects.OfRole;
import dev.refinery.refinement.LinearBelief.Prior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Measures the {@link Effects} of a bundle: a ridge regression of each reference's score on what was turned, job by job, then
 * mean and deviation over the jobs. Draws should reach further than a search goes, in latents and in guidance.
 */
public final class EffectsFit {
    private static final double GUIDANCE_STEP = 0.4;
    private static final int FOLDS = 5;
    /** Weights of a job's regression are shrunk as if each had been seen three times to be 0. */
    private static final double WEIGHT_DEVIATION = 1 / StrictMath.sqrt(3);

    private static final double INTERCEPT_DEVIATION = 100;
    /** No effect is believed to be the same in all jobs. */
    private static final double LEAST_DEVIATION = 0.02;
    /** A smaller mean goes without saying. */
    private static final double NOTABLE = 0.005;

    private final LatentSpace space;
    private final Effects frame;
    private final Map<Role, List<Fitted>> fitted = new EnumMap<>(Role.class);

    private EffectsFit(LatentSpace space) {
        this.space = space;
        this.frame = new Effects(shared(space), GUIDANCE_STEP, Map.of());
    }

    /**
     * A candidate and how it was judged.
     *
     * @param z its latents
     * @param scores by reference, calibrated; masked references are left out
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Draw(float[] z, Map<String, Double> guidance, Map<String, Double> scores) {}

    /** Draws of one job. */
    public record JobDraws(List<Reference> references, List<Draw> draws) {
        public JobDraws {
            references = List.copyOf(references);
            draws = List.copyOf(draws);
        }
    }

    public static Effects fit(LatentSpace space, List<JobDraws> jobs) {
        EffectsFit fit = new EffectsFit(space);
        for (JobDraws job : jobs) {
            job.references().forEach(reference -> fit.add(job, reference));
        }
        return fit.pooled();
    }

    /** Slopes of one reference in one job, and the deviation of what they leave unexplained in draws not fitted. */
    private record Fitted(Map<Relation, Double> slopes, double noise) {}

    private static List<Integer> shared(LatentSpace space) {
        TreeSet<Integer> shared =
                new TreeSet<>(IntStream.range(0, space.length()).boxed().toList());
        space.groups().stream()
                .filter(g -> g.slot() != null && g.effect().equals(Knobs.PLACEMENT))
                .forEach(g -> shared.removeAll(g.indices()));
        return List.copyOf(shared);
    }

    private void add(JobDraws job, Reference scored) {
        List<Draw> draws = job.draws().stream()
                .filter(d -> d.scores().containsKey(scored.name()))
                .toList();
        if (draws.isEmpty()) {
            return;
        }
        Knobs knobs = new Knobs(space, frame, job.references());
        Map<Relation, Integer> columns = new LinkedHashMap<>();
        for (int knob = 0; knob < knobs.count(); knob++) {
            columns.putIfAbsent(knobs.relation(scored, knob), columns.size() + 1);
        }
        double[][] x = new double[draws.size()][columns.size() + 1];
        double[] y = new double[draws.size()];
        for (int i = 0; i < y.length; i++) {
            Draw draw = draws.get(i);
            double[] settings = knobs.settings(draw.z(), draw.guidance());
            x[i][0] = 1;
            for (int knob = 0; knob < settings.length; knob++) {
                int column = Objects.requireNonNull(columns.get(knobs.relation(scored, knob)));
                x[i][column] += knobs.share(scored, knob) * settings[knob];
            }
            y[i] = ScoreModel.logit(draw.scores().getOrDefault(scored.name(), 0.0));
        }
        double[] weights = regress(x, y);
        Map<Relation, Double> slopes = new HashMap<>();
        columns.forEach((relation, column) -> slopes.put(relation, weights[column]));
        fitted.computeIfAbsent(scored.role(), role -> new ArrayList<>()).add(new Fitted(slopes, unexplained(x, y)));
    }

    private static double[] regress(double[][] x, double[] y) {
        double[] deviation = new double[x[0].length];
        Arrays.fill(deviation, WEIGHT_DEVIATION);
        deviation[0] = INTERCEPT_DEVIATION;
        return LinearBelief.fit(new Prior(new double[deviation.length], deviation), 1, x, y)
                .mean();
    }

    private static double unexplained(double[][] x, double[] y) {
        double squares = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            int[] others =
                    IntStream.range(0, y.length).filter(i -> i % FOLDS != left).toArray();
            double[] weights = regress(
                    IntStream.of(others).mapToObj(i -> x[i]).toArray(double[][]::new),
                    IntStream.of(others).mapToDouble(i -> y[i]).toArray());
            for (int i = left; i < y.length; i += FOLDS) {
                double rest = y[i];
                for (int column = 0; column < weights.length; column++) {
                    rest -= weights[column] * x[i][column];
                }
                squares += rest * rest;
            }
        }
        return Math.max(LEAST_DEVIATION, StrictMath.sqrt(squares / y.length));
    }

    private Effects pooled() {
        Map<Role, OfRole> roles = new EnumMap<>(Role.class);
        fitted.forEach((role, of) -> roles.put(role, pooled(of)));
        return new Effects(frame.shared(), frame.guidanceStep(), roles);
    }

    private static OfRole pooled(List<Fitted> jobs) {
        Map<Relation, List<Double>> slopes = new HashMap<>();
        jobs.forEach(job -> job.slopes()
                .forEach((relation, slope) ->
                        slopes.computeIfAbsent(relation, r -> new ArrayList<>()).add(slope)));
        Map<Relation, Effect> effects = new HashMap<>();
        slopes.forEach((relation, values) -> effects.put(relation, effect(values)));
        double median = median(effects.values().stream().map(Effect::deviation).toList());
        effects.values().removeIf(e -> Math.abs(e.mean()) < NOTABLE && e.deviation() <= median);
        double noise = jobs.stream().mapToDouble(Fitted::noise).average().orElse(1);
        return new OfRole(noise, median, effects);
    }

    /** The mean is drawn to 0 by as much as its own error could explain it. */
    private static Effect effect(List<Double> values) {
        double mean = values.stream().mapToDouble(v -> v).average().orElse(0);
        double variance = values.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        double deviation = Math.max(LEAST_DEVIATION, StrictMath.sqrt(variance));
        double error = deviation * deviation / values.size();
        return new Effect(mean * mean * mean / (mean * mean + error), deviation);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(LEAST_DEVIATION);
    }
}
