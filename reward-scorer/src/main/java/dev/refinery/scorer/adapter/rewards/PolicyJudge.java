package dev.refinery.scorer.adapter.rewards;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.scorer.app.Judge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Judges under the policy that the candidate names, which must be one of those loaded at start. */
public final class PolicyJudge implements Judge {
    private final Map<String, CandidateJudge> judges;

    private PolicyJudge(Map<String, CandidateJudge> judges) {
        this.judges = Map.copyOf(judges);
    }

    /**
     * Loads every policy and the encoders that they name.
     *
     * @throws IllegalArgumentException when a policy is unknown or invalid, or names an encoder that is not there; the
     *     message says what to do
     */
    public static PolicyJudge load(Collection<String> policies, Encoders encoders) {
        Map<String, CandidateJudge> judges = new HashMap<>();
        for (String name : policies) {
            try {
                judges.put(name, new CandidateJudge(RewardPolicies.load(name), encoders));
            } catch (EncoderUnavailableException e) {
                throw new IllegalArgumentException("policy " + name + " cannot be loaded: " + e.getMessage(), e);
            }
        }
        return new PolicyJudge(judges);
    }

    @Override
    public Scorecard judge(CandidateGenerated candidate, CandidatePixels pixels, Map<ImageRef, Raster> references)
            throws UnknownPolicy {
        CandidateJudge judge = judges.get(candidate.policy());
        if (judge == null) {
            throw new UnknownPolicy(candidate.policy());
        }
        List<JudgedReference> judged = new ArrayList<>();
        for (Reference reference : candidate.references()) {
            Raster image = Objects.requireNonNull(references.get(reference.image()), "pixels of a reference");
            Raster mask = reference.mask() == null ? null : references.get(reference.mask());
            judged.add(new JudgedReference(reference, image, mask));
        }
        return judge.judge(
                new JudgedCandidate(pixels.image(), candidate.placements(), pixels.masks()),
                judged,
                candidate.prompt());
    }
}
