package dev.refinery.refinement;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plans the candidates of a round. Pure: equal arguments give equal proposals; every random choice is drawn at
 * (round, index) from the job's seed, so replaying a job replays its proposals.
 */
final class Proposer {
    private static final int CHOICE_LANE = 16;
    private static final int JITTER_LANE = 17;
    private static final int CONTROL_LANE = 18;
    private static final double JITTER = 0.1;
    /** Of a control's logarithm. */
    private static final double CONTROL_JITTER = 0.15;
    /** Controls and strengths are written into genomes with this many steps to one. */
    private static final double STEPS = 1000;

    private static final double ONE_GROUP = 0.7;
    /** Posterior deviations that the model's proposals stray from what it believes: the first not at all, the last widely. */
    private static final double[] SPREADS = {0, 0.5, 0.5, 0.5, 0.5, 1};

    private final LatentSpace space;
    private final Effects effects;
    private final ModelAbilities abilities;
    private final ProposalShares shares;
    private final SearchPolicy policy;

    Proposer(GeneratorProfile generator, SearchPolicy policy) {
        this.space = generator.latents();
        this.effects = generator.effects();
        this.abilities = generator.abilities();
        this.shares = policy.shares().within(abilities);
        this.policy = policy;
    }

    /** Round 0: the canonical candidate, then independent draws. */
    static List<Proposal> first(int n) {
        List<Proposal> proposals = new ArrayList<>();
        proposals.add(new Proposal(0, Operator.CANONICAL, Genome.of(NoiseProgram.CANONICAL, Map.of()), null, null));
        for (int i = 1; i < n; i++) {
            proposals.add(fresh(0, i, Map.of()));
        }
        return proposals;
    }

    /** A round of independent draws. */
    static List<Proposal> restart(int round, int n, Map<String, Double> guidance) {
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            proposals.add(fresh(round, i, guidance));
        }
        return proposals;
    }

    /** @param search with at least one elite */
    List<Proposal> next(JobSpec job, int round, SearchState search) {
        int n = job.refinement().candidates();
        Optional<ScoreModel> model = policy.modelled() ? ScoreModel.of(space, effects, job, search) : Optional.empty();
        return model.map(m -> modelled(m, round, n, search)).orElseGet(() -> varied(job, round, n, search));
    }

    private static List<Proposal> modelled(ScoreModel model, int round, int n, SearchState search) {
        CandidateId parent = search.elites().get(0).id();
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Genome genome = model.propose(round, i, SPREADS[Math.min(i, SPREADS.length - 1)]);
            proposals.add(new Proposal(i, Operator.MODEL, genome, parent, null));
        }
        return proposals;
    }

    private List<Proposal> varied(JobSpec job, int round, int n, SearchState search) {
        List<Proposal> proposals = new ArrayList<>();
        Mix mix = new Mix(job, round, search);
        for (Map.Entry<Operator, Integer> share : shares.counts(n).entrySet()) {
            for (int k = 0; k < share.getValue(); k++) {
                proposals.add(mix.propose(share.getKey(), k, proposals.size()));
            }
        }
        return proposals;
    }

    private static Proposal fresh(int round, int index, Map<String, Double> guidance) {
        return new Proposal(index, Operator.FRESH, Genome.of(Lineage.fresh(round, index), guidance), null, null);
    }

    /** What all variations of one round share. */
    private final class Mix {
        private final JobSpec job;
        private final int round;
        private final List<Contender> elites;
        private final Emphasis emphasis;
        private final double theta;
        private final double strength;
        private final List<Reference> targets;

        Mix(JobSpec job, int round, SearchState search) {
            this.job = job;
            this.round = round;
            this.elites = search.elites();
            this.emphasis = search.emphasis();
            this.theta = search.theta();
            this.strength = rounded(SearchPolicy.Strength.of(search.strength()));
            this.targets = targets(elites.get(0));
        }

        Proposal propose(Operator operator, int k, int index) {
            Optional<Proposal> proposal = switch (operator) {
                case FOCUSED -> focused(k, index);
                case ROTATE -> rotate(k, index);
                case RENOISE -> renoise(k, index);
                case FRESH, CANONICAL, CROSSOVER, MODEL -> Optional.empty();
            };
            return proposal.orElseGet(() -> fresh(round, index, emphasis.guidance()));
        }

        /** References that latents can move, the one furthest from its gate first. */
        private List<Reference> targets(Contender best) {
            Comparator<Reference> furthest = Comparator.comparingDouble(
                    r -> best.judged(r.name()).map(s -> s.score() - s.gate()).orElse(Double.MAX_VALUE));
            return job.references().stream()
                    .filter(r -> !space.groupsOf(r, job.references()).isEmpty())
                    .filter(r -> best.judged(r.name()).isPresent())
                    .sorted(furthest.thenComparing(Reference::name))
                    .toList();
        }

        private Optional<Proposal> focused(int k, int index) {
            if (targets.isEmpty()) {
                return rotate(k, index);
            }
            double[] choice = choices(index);
            Reference target = targets.get(k % 2 == 0 ? 0 : (k / 2 + 1) % targets.size());
            Contender parent = elites.get(k % 4 == 3 ? pick(choice[0], elites.size()) : 0);
            List<LatentGroup> groups = space.groupsOf(target, job.references());
            List<String> moved = choice[1] < ONE_GROUP
                    ? List.of(groups.get(pick(choice[2], groups.size())).name())
                    : groups.stream().map(LatentGroup::name).toList();
            double angle =
                    Math.min(SearchPolicy.Angles.MOST, theta * policy.angles().focus());
            return Lineage.redraw(parent.genome().noise(), moved, angle, round, index)
                    .map(noise -> child(
                            index,
                            Operator.FOCUSED,
                            noise,
                            emphasis.guidance(),
                            parent.genome().controls(),
                            parent,
                            target.name()));
        }

        private Optional<Proposal> rotate(int k, int index) {
            Contender parent = elites.get(k % Math.min(3, elites.size()));
            return Lineage.rotate(parent.genome().noise(), theta, round, index)
                    .map(noise ->
                            child(index, Operator.ROTATE, noise, jittered(index), turned(parent, index), parent, null));
        }

        /** Empty while no elite's picture is known: states of older versions tell none. */
        private Optional<Proposal> renoise(int k, int index) {
            Contender parent = elites.get(k % Math.min(3, elites.size()));
            ImageRef picture = parent.image();
            return picture == null
                    ? Optional.empty()
                    : Optional.of(new Proposal(
                            index,
                            Operator.RENOISE,
                            new Genome(
                                    Lineage.fresh(round, index),
                                    emphasis.guidance(),
                                    parent.genome().controls(),
                                    new Genome.Parent(parent.id(), picture, strength)),
                            parent.id(),
                            null));
        }

        private Proposal child(
                int index,
                Operator operator,
                NoiseProgram noise,
                Map<String, Double> guidance,
                Map<String, Double> controls,
                Contender parent,
                @Nullable String target) {
            // What the elite itself was painted over stays: without it, its noise makes another picture.
            Genome genome =
                    new Genome(noise, guidance, controls, parent.genome().parent());
            return new Proposal(index, operator, genome, parent.id(), target);
        }

        /** The elite's controls, each a little off. */
        private Map<String, Double> turned(Contender elite, int index) {
            float[] noise = new float[abilities.controls().size()];
            Philox.gaussians(job.seed(), round, index, CONTROL_LANE, noise);
            Map<String, Double> turned = new TreeMap<>();
            int at = 0;
            for (Map.Entry<String, ModelAbilities.Control> entry :
                    abilities.controls().entrySet()) {
                ModelAbilities.Control control = entry.getValue();
                double from = elite.genome().controls().getOrDefault(entry.getKey(), control.own());
                double to = from * StrictMath.exp(CONTROL_JITTER * noise[at++]);
                turned.put(entry.getKey(), Math.max(control.least(), Math.min(control.most(), rounded(to))));
            }
            return turned;
        }

        private Map<String, Double> jittered(int index) {
            float[] noise = new float[job.references().size()];
            Philox.gaussians(job.seed(), round, index, JITTER_LANE, noise);
            Map<String, Double> guidance = new TreeMap<>();
            for (int i = 0; i < noise.length; i++) {
                String name = job.references().get(i).name();
                double g = emphasis.guidance().getOrDefault(name, 0.0) + JITTER * noise[i];
                guidance.put(name, Emphasis.clip(g));
            }
            return guidance;
        }

        private double[] choices(int index) {
            double[] choice = new double[4];
            Philox.uniforms(job.seed(), round, index, CHOICE_LANE, choice);
            return choice;
        }
    }

    private static double rounded(double value) {
        return StrictMath.rint(value * STEPS) / STEPS;
    }

    private static int pick(double uniform, int size) {
        return Math.min(size - 1, (int) (uniform * size));
    }
}
