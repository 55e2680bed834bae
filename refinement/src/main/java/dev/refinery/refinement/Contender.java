package dev.refinery.refinement;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A judged candidate of a search round. The scores' named parts are left out: people read those from the score event,
 * and the state stays small.
 *
 * @param image for generators that can start from it; null for others and in states of older versions
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Contender(
        CandidateId id,
        Genome genome,
        Scorecard scorecard,
        @Nullable ImageRef image) {
    public static Contender of(CandidateId id, Genome genome, Scorecard scorecard) {
        List<ReferenceScore> slim = scorecard.references().stream()
                .map(r -> new ReferenceScore(
                        r.name(),
                        r.role(),
                        r.raw(),
                        r.score(),
                        r.gate(),
                        r.weight(),
                        r.masked(),
                        r.holdout(),
                        Map.of()))
                .toList();
        return new Contender(
                id,
                genome,
                new Scorecard(scorecard.policyDigest(), slim, scorecard.quality(), scorecard.prompt()),
                null);
    }

    Contender with(ImageRef picture) {
        return new Contender(id, genome, scorecard, picture);
    }

    /** The references that could be judged on this candidate; masked ones are never imputed. */
    List<ReferenceScore> judged() {
        return Scores.judged(scorecard);
    }

    Optional<ReferenceScore> judged(String reference) {
        return judged().stream().filter(r -> r.name().equals(reference)).findFirst();
    }

    /** Calibrated score of the reference, empty when masked. */
    OptionalDouble score(String reference) {
        Optional<ReferenceScore> found = judged(reference);
        return found.isPresent() ? OptionalDouble.of(found.get().score()) : OptionalDouble.empty();
    }
}
