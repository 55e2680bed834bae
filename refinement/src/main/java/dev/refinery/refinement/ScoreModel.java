package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.ReferenceScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Plans candidates with a linear model of each reference's score (its logit) in the knobs: what was measured of the bundle
 * is the prior, the job's own candidates are the data. Each proposal believes one draw from the posterior (Thompson, 1933)
 * and goes, from the best candidate, where that draw promises the best aggregate. Pure and deterministic.
 */
final class ScoreModel {
    private static final int LANE = 18;
    /** Scores nearer to 0 or 1 than this tell no more. */
    private static final double CLIP = 0.01;
    /** Against latents that promise nothing: per squared deviation. */
    private static final double PLAINNESS = 0.002;

    private static final double[] STEPS = {1, 0.5, 0.25, 0.12, 0.06};
    private static final int SWEEPS = 12;
    private static final double GAIN = 1e-9;
    /** An even chance, and two logits either way. */
    private static final Effects.Effect INTERCEPT = new Effects.Effect(0.5, 2);

    private final Knobs knobs;
    private final Effects effects;
    private final long seed;
    private final double[] start;
    private final double[] gates;
    private final double[] weights;
    private final List<LinearBelief> beliefs = new ArrayList<>();

    private ScoreModel(LatentSpace space, Effects effects, JobSpec job, SearchState search, Contender best) {
        this.knobs = new Knobs(space, effects, job.references());
        this.effects = effects;
        this.seed = job.seed();
        List<ReferenceScore> scored = best.judged();
        this.gates = scored.stream().mapToDouble(ReferenceScore::gate).toArray();
        this.weights = scored.stream()
                .mapToDouble(score -> Shaping.weight(search.emphasis().weights(), score.name()))
                .toArray();
        this.start = settings(best.genome(), space);
        List<double[]> rows = search.tried().stream()
                .map(tried -> row(settings(tried.genome(), space)))
                .toList();
        for (ReferenceScore score : scored) {
            beliefs.add(belief(score, job, search.tried(), rows));
        }
    }

    /** Empty when the effects of a judged reference's role are not known. */
    static Optional<ScoreModel> of(LatentSpace space, Effects effects, JobSpec job, SearchState search) {
        return Optional.ofNullable(search.best())
                .filter(best -> !best.judged().isEmpty())
                .filter(best -> effects.cover(
                        best.judged().stream().map(ReferenceScore::role).toList()))
                .map(best -> new ScoreModel(space, effects, job, search, best));
    }

    private LinearBelief belief(ReferenceScore score, JobSpec job, List<Tried> tried, List<double[]> rows) {
        Reference reference = job.references().stream()
                .filter(r -> r.name().equals(score.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the job has no reference " + score.name()));
        List<double[]> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Double seen = tried.get(i).scores().get(score.name());
            if (seen != null) {
                x.add(rows.get(i));
                y.add(logit(seen));
            }
        }
        return LinearBelief.fit(
                prior(reference),
                of(reference).noise(),
                x.toArray(double[][]::new),
                y.stream().mapToDouble(value -> value).toArray());
    }

    /** What is believed of a reference's score before any candidate: an intercept, then one weight a knob. */
    private LinearBelief.Prior prior(Reference scored) {
        double[] mean = new double[knobs.count() + 1];
        double[] deviation = new double[mean.length];
        mean[0] = INTERCEPT.mean();
        deviation[0] = INTERCEPT.deviation();
        for (int knob = 0; knob < knobs.count(); knob++) {
            Effects.Effect effect = of(scored).effect(knobs.relation(scored, knob));
            double share = knobs.share(scored, knob);
            mean[knob + 1] = share * effect.mean();
            deviation[knob + 1] = share * effect.deviation();
        }
        return new LinearBelief.Prior(mean, deviation);
    }

    private Effects.OfRole of(Reference scored) {
        return Objects.requireNonNull(effects.roles().get(scored.role()), "what is modelled was measured");
    }

    private double[] settings(Genome genome, LatentSpace space) {
        return knobs.settings(NoiseMaterializer.materialize(genome.noise(), seed, space), genome.guidance());
    }

    /** @param spread posterior deviations that the proposal may stray from the mean of what is believed */
    Genome propose(int round, int index, double spread) {
        double[][] drawn = new double[beliefs.size()][];
        for (int i = 0; i < drawn.length; i++) {
            float[] normals = new float[knobs.count() + 1];
            Philox.gaussians(seed, round, index, LANE + i, normals);
            drawn[i] = beliefs.get(i).sample(normals, spread);
        }
        double[] settings = climb(drawn);
        return Genome.of(Lineage.given(knobs.latents(settings)), knobs.guidance(settings));
    }

    /** Coordinate steps of shrinking length while they promise more. */
    private double[] climb(double[][] drawn) {
        double[] settings = start.clone();
        double best = promise(drawn, settings);
        for (double step : STEPS) {
            boolean better = true;
            for (int sweep = 0; better && sweep < SWEEPS; sweep++) {
                better = false;
                for (int knob = 0; knob < settings.length; knob++) {
                    for (double way : new double[] {-step, step}) {
                        double before = settings[knob];
                        double limit = knobs.limit(knob);
                        settings[knob] = Math.clamp(before + (knobs.turnsLatent(knob) ? way : way / 2), -limit, limit);
                        double promised = promise(drawn, settings);
                        if (promised > best + GAIN) {
                            best = promised;
                            better = true;
                        } else {
                            settings[knob] = before;
                        }
                    }
                }
            }
        }
        return settings;
    }

    /** The aggregate that the controller orders by, were the drawn weights true, less what unneeded latents cost. */
    private double promise(double[][] drawn, double[] settings) {
        double[] scores = new double[drawn.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = sigmoid(dot(drawn[i], settings));
        }
        double squares = 0;
        for (int knob = 0; knob < settings.length; knob++) {
            squares += knobs.turnsLatent(knob) ? settings[knob] * settings[knob] : 0;
        }
        return Shaping.aggregate(scores, gates, weights) - PLAINNESS * squares;
    }

    private static double dot(double[] weights, double[] settings) {
        double sum = weights[0];
        for (int i = 0; i < settings.length; i++) {
            sum += weights[i + 1] * settings[i];
        }
        return sum;
    }

    private static double[] row(double[] settings) {
        double[] row = new double[settings.length + 1];
        row[0] = 1;
        System.arraycopy(settings, 0, row, 1, settings.length);
        return row;
    }

    /** The scale on which effects add up. */
    static double logit(double score) {
        double clipped = Math.clamp(score, CLIP, 1 - CLIP);
        return StrictMath.log(clipped / (1 - clipped));
    }

    private static double sigmoid(double logit) {
        return 1 / (1 + StrictMath.exp(-logit));
    }
}
