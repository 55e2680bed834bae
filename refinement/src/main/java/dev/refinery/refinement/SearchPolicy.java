package dev.refinery.refinement;

import dev.refinery.contracts.Require;
import java.time.Duration;

/**
 * The constants of the search. Defaults are starting points that measurements may move.
 *
 * @param shares division of every round after the first
 * @param elites candidates kept
 * @param theta first angle of rotations, radians; follows the 1/5 success rule within [0.15, 1.4]
 * @param focus focused redraws use theta times this
 * @param stopEarly end the search when nothing is left to gain or to hope for; otherwise spend the whole budget
 * @param holdoutSlack the hold-out disagrees when the rewards exceed it by more than this on average
 * @param staleRounds rounds without a new best before a restart, and again before giving up
 * @param hopelessAfter fresh candidates judged before references may be called hopeless
 * @param hopelessFraction a reference is hopeless while its best score is under this fraction of its gate
 * @param roundDeadline how long the candidates of one round (or one final render) may take
 * @param spareFinals final renders allowed beyond the number of results asked for
 * @param reweighting references that the best candidate fails gain weight and guidance; otherwise the client's weights stay
 */
public record SearchPolicy(
        ProposalShares shares,
        int elites,
        double theta,
        double focus,
        boolean stopEarly,
        double holdoutSlack,
        int staleRounds,
        int hopelessAfter,
        double hopelessFraction,
        Duration roundDeadline,
        int spareFinals,
        boolean reweighting) {
    static final double MIN_THETA = 0.15;
    static final double MAX_THETA = 1.4;

    public SearchPolicy {
        Require.between(elites, 1, 32, "elites");
        Require.between(theta, MIN_THETA, MAX_THETA, "theta");
        Require.that(focus > 0, "focus", "must be positive");
        Require.that(staleRounds > 0, "staleRounds", "must be positive");
        Require.that(roundDeadline.isPositive(), "roundDeadline", "must be positive");
        Require.between(spareFinals, 0, 8, "spareFinals");
    }

    /** What the service runs with. */
    public static SearchPolicy standard() {
        return new SearchPolicy(
                new ProposalShares(0.40, 0.20, 0.20, 0.20),
                6,
                0.6,
                1.5,
                true,
                0.25,
                3,
                12,
                0.25,
                Duration.ofMinutes(2),
                2,
                true);
    }

    /** Independent draws only, never stopping early: the baseline that a search must beat. */
    public static SearchPolicy bestOfN() {
        return standard().withShares(new ProposalShares(0, 1, 0, 0)).withoutEarlyStop();
    }

    public SearchPolicy withShares(ProposalShares other) {
        return new SearchPolicy(
                other,
                elites,
                theta,
                focus,
                stopEarly,
                holdoutSlack,
                staleRounds,
                hopelessAfter,
                hopelessFraction,
                roundDeadline,
                spareFinals,
                reweighting);
    }

    public SearchPolicy withTheta(double otherTheta, double otherFocus) {
        return new SearchPolicy(
                shares,
                elites,
                otherTheta,
                otherFocus,
                stopEarly,
                holdoutSlack,
                staleRounds,
                hopelessAfter,
                hopelessFraction,
                roundDeadline,
                spareFinals,
                reweighting);
    }

    public SearchPolicy withRoundDeadline(Duration other) {
        return new SearchPolicy(
                shares,
                elites,
                theta,
                focus,
                stopEarly,
                holdoutSlack,
                staleRounds,
                hopelessAfter,
                hopelessFraction,
                other,
                spareFinals,
                reweighting);
    }

    /** Spends the whole budget whatever the scores say: for measurements. */
    public SearchPolicy withoutEarlyStop() {
        return new SearchPolicy(
                shares,
                elites,
                theta,
                focus,
                false,
                holdoutSlack,
                staleRounds,
                hopelessAfter,
                hopelessFraction,
                roundDeadline,
                spareFinals,
                reweighting);
    }

    /** The client's weights and neutral guidance throughout: for measurements. */
    public SearchPolicy withoutReweighting() {
        return new SearchPolicy(
                shares,
                elites,
                theta,
                focus,
                stopEarly,
                holdoutSlack,
                staleRounds,
                hopelessAfter,
                hopelessFraction,
                roundDeadline,
                spareFinals,
                false);
    }
}
