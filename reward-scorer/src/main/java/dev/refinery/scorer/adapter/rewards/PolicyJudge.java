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
import dev.refinery.scorer.app.Judge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in metrics under the policy that the candidate names. */
public final class PolicyJudge implements Judge {
    private final Map<String, CandidateJudge> judges = new ConcurrentHashMap<>();

    @Override
    public Scorecard judge(CandidateGenerated candidate, CandidatePixels pixels, Map<ImageRef, Raster> references)
            throws UnknownPolicy {
        List<JudgedReference> judged = new ArrayList<>();
        for (Reference reference : candidate.references()) {
            Raster image = Objects.requireNonNull(references.get(reference.image()), "pixels of a reference");
            Raster mask = reference.mask() == null ? null : references.get(reference.mask());
            judged.add(new JudgedReference(reference, image, mask));
        }
        return of(candidate.policy())
                .judge(new JudgedCandidate(pixels.image(), candidate.placements(), pixels.masks()), judged);
    }

    private CandidateJudge of(String policy) throws UnknownPolicy {
        try {
            return judges.computeIfAbsent(policy, name -> new CandidateJudge(RewardPolicies.load(name)));
        } catch (RewardPolicies.UnknownPolicyException e) {
            throw new UnknownPolicy(policy, e);
        }
    }
}
