package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.job.Reference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds so far have taught.
 *
 * @param elites the best first; empty before the first judged round
 * @param theta angle of rotations, radians
 * @param roundsJudged rounds in which something was judged
 * @param candidatesJudged over all rounds
 * @param freshJudged independent draws among them
 * @param emptyRounds rounds in which nothing was judged
 * @param staleRounds rounds in a row without a new best
 * @param highest best score of each reference over all candidates
 * @param lastBest scores of the best after the last round, null before the first
 * @param divergingRounds rounds in a row in which the reward of the best rose and its hold-out fell
 * @param tried what a model of the scores learns from, the latest last
 * @param strength to what noise level elites' pictures are brought to be painted anew; null = as the policy begins, and where no
 *     picture was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SearchState(
        Emphasis emphasis,
        List<Contender> elites,
        double theta,
        int roundsJudged,
        int candidatesJudged,
        int freshJudged,
        int emptyRounds,
        int staleRounds,
        boolean restarted,
        Map<String, Double> highest,
        @Nullable BestSoFar lastBest,
        int divergingRounds,
        List<Tried> tried,
        @Nullable Double strength) {
    public SearchState {
        // States of older versions have none.
        tried = tried == null ? List.of() : List.copyOf(tried);
        elites = List.copyOf(elites);
        highest = Collections.unmodifiableMap(new TreeMap<>(highest));
    }

    static SearchState initial(List<Reference> references, double theta) {
        return new SearchState(
                Emphasis.initial(references),
                List.of(),
                theta,
                0,
                0,
                0,
                0,
                0,
                false,
                Map.of(),
                null,
                0,
                List.of(),
                null);
    }

    /** The best candidate so far, null before the first judged round. */
    @Nullable
    Contender best() {
        return elites.isEmpty() ? null : elites.get(0);
    }

    SearchState afterEmptyRound() {
        return new SearchState(
                emphasis,
                elites,
                theta,
                roundsJudged,
                candidatesJudged,
                freshJudged,
                emptyRounds + 1,
                staleRounds,
                restarted,
                highest,
                lastBest,
                divergingRounds,
                tried,
                strength);
    }

    SearchState afterRestart(double freshTheta) {
        return new SearchState(
                emphasis,
                elites,
                freshTheta,
                roundsJudged,
                candidatesJudged,
                freshJudged,
                emptyRounds,
                0,
                true,
                highest,
                lastBest,
                divergingRounds,
                tried,
                null);
    }

    /** For a continuation: what was learned stays, the reasons to stop are forgotten. */
    SearchState continued() {
        return new SearchState(
                emphasis,
                elites,
                theta,
                roundsJudged,
                candidatesJudged,
                0,
                0,
                0,
                false,
                highest,
                lastBest,
                0,
                tried,
                strength);
    }

    /**
     * The pictures of candidates are gone: nothing starts from them, and elites that were painted over one cannot be made again, so
     * that they go too where others are left.
     */
    SearchState withoutPictures() {
        List<Contender> lasting =
                elites.stream().filter(e -> e.genome().parent() == null).toList();
        return new SearchState(
                emphasis,
                (lasting.isEmpty() ? elites : lasting)
                        .stream()
                                .map(e -> new Contender(e.id(), e.genome(), e.scorecard(), null))
                                .toList(),
                theta,
                roundsJudged,
                candidatesJudged,
                freshJudged,
                emptyRounds,
                staleRounds,
                restarted,
                highest,
                lastBest,
                divergingRounds,
                tried,
                strength);
    }

    /** @param holdout mean hold-out score, null = none */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BestSoFar(double mean, @Nullable Double holdout) {}
}
