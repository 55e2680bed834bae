package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The constants of the search. Defaults are starting points that measurements may move.
 *
 * @param modelled rounds after the first are planned by a model of the scores where a bundle's effects are known
 * @param shares division of such rounds elsewhere
 * @param elites candidates kept
 * @param angles of variations
 * @param stopping when the search ends before its budget
 * @param roundDeadline how long the candidates of one round (or one final render) may take
 * @param spareFinals final renders allowed beyond the number of results asked for
 * @param reweighting references that the best candidate fails gain weight and guidance; otherwise the client's weights stay
 */
public record SearchPolicy(
        boolean modelled,
        ProposalShares shares,
        int elites,
        Angles angles,
        Stopping stopping,
        Duration roundDeadline,
        int spareFinals,
        boolean reweighting) {
    public SearchPolicy {
        Require.between(elites, 1, 32, "elites");
        Require.that(roundDeadline.isPositive(), "roundDeadline", "must be positive");
        Require.between(spareFinals, 0, 8, "spareFinals");
    }

    /**
     * @param first angle of rotations, radians; follows the 1/5 success rule within [0.15, 1.4]
     * @param focus focused redraws use the angle times this
     */
    public record Angles(double first, double focus) {
        static final double LEAST = 0.15;
        static final double MOST = 1.4;

        public Angles {
            Require.between(first, LEAST, MOST, "angles.first");
            Require.that(focus > 0, "angles.focus", "must be positive");
        }
    }

    /**
     * The noise level to which an elite's picture is brought; follows the 1/5 success rule. Below the least a sampler has hardly a step
     * left, above the most nothing of the picture is.
     */
    static final class Strength {
        private static final double FIRST = 0.6;
        static final double LEAST = 0.3;
        static final double MOST = 0.9;

        private Strength() {}

        static double of(@Nullable Double told) {
            return told == null ? FIRST : told;
        }

        static double clip(double strength) {
            return Math.max(LEAST, Math.min(MOST, strength));
        }
    }

    /**
     * @param early end the search when nothing is left to gain or to hope for; otherwise spend the whole budget
     * @param holdoutSlack the hold-out disagrees when the rewards exceed it by more than this on average
     * @param staleRounds rounds without a new best before a restart, and again before giving up
     * @param hopelessAfter candidates of exploring rounds judged before references may be called hopeless
     * @param hopelessFraction a reference is hopeless while its best score is under this fraction of its gate
     */
    public record Stopping(
            boolean early, double holdoutSlack, int staleRounds, int hopelessAfter, double hopelessFraction) {
        public Stopping {
            Require.that(staleRounds > 0, "stopping.staleRounds", "must be positive");
        }
    }

    /** What the service runs with. */
    public static SearchPolicy standard() {
        return new SearchPolicy(
                true,
                new ProposalShares(0.50, 0.25, 0.25, 0.10),
                6,
                new Angles(0.6, 1.5),
                new Stopping(true, 0.25, 3, 12, 0.25),
                Duration.ofMinutes(2),
                2,
                true);
    }

    /** Independent draws only, never stopping early: the baseline that a search must beat. */
    public static SearchPolicy bestOfN() {
        return standard().withShares(new ProposalShares(0, 1, 0)).withoutEarlyStop();
    }

    /** Without a model, whatever is known of a bundle: for measurements. */
    public SearchPolicy withShares(ProposalShares other) {
        return new SearchPolicy(false, other, elites, angles, stopping, roundDeadline, spareFinals, reweighting);
    }

    public SearchPolicy withRoundDeadline(Duration other) {
        return new SearchPolicy(modelled, shares, elites, angles, stopping, other, spareFinals, reweighting);
    }

    /** Spends the whole budget whatever the scores say: for measurements. */
    public SearchPolicy withoutEarlyStop() {
        Stopping late = new Stopping(
                false,
                stopping.holdoutSlack(),
                stopping.staleRounds(),
                stopping.hopelessAfter(),
                stopping.hopelessFraction());
        return new SearchPolicy(modelled, shares, elites, angles, late, roundDeadline, spareFinals, reweighting);
    }

    /** The client's weights and neutral guidance throughout: for measurements. */
    public SearchPolicy withoutReweighting() {
        return new SearchPolicy(modelled, shares, elites, angles, stopping, roundDeadline, spareFinals, false);
    }
}
