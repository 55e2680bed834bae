package dev.refinery.scorer.adapter.rewards;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.AskedOutput;
import dev.refinery.rewards.BoundedCache;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.Judgement;
import dev.refinery.rewards.RewardMetrics;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.vlm.VisionJudgeUnavailableException;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.scorer.app.Judge;
import dev.refinery.storage.PolicyDocuments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Judges under the policy that the candidate names: one of those loaded at start, or one that the candidate's tenant
 * published, loaded when it is first named. Where the candidate says which document that is, under that document or not
 * at all.
 */
public final class PolicyJudge implements Judge {
    /** Judges of published policies kept; each holds features of references. */
    private static final int KEPT_JUDGES = 4;

    private static final int KEPT_REFERENCES = 12;

    private static final int LOADED_REFERENCES = 48;

    private final Map<String, CandidateJudge> loaded;
    private final PolicyDocuments published;
    private final Encoders encoders;
    private final VisionJudges vision;
    private final BoundedCache<Published, CandidateJudge> judges = new BoundedCache<>(KEPT_JUDGES);

    private PolicyJudge(
            Map<String, CandidateJudge> loaded, PolicyDocuments published, Encoders encoders, VisionJudges vision) {
        this.loaded = Map.copyOf(loaded);
        this.published = published;
        this.encoders = encoders;
        this.vision = vision;
    }

    /**
     * Loads policies of the product with the encoders and vision judges that they name.
     *
     * @throws IllegalArgumentException when a policy is unknown or invalid, or names an encoder or judge that is not there; the
     *     message says what to do
     */
    public static PolicyJudge load(
            Collection<String> policies, PolicyDocuments published, Encoders encoders, VisionJudges vision) {
        Map<String, CandidateJudge> judges = new HashMap<>();
        for (String name : policies) {
            try {
                judges.put(
                        name,
                        new CandidateJudge(
                                RewardPolicies.load(name),
                                RewardMetrics.builtIn(),
                                encoders,
                                vision,
                                LOADED_REFERENCES));
            } catch (EncoderUnavailableException | VisionJudgeUnavailableException e) {
                throw new IllegalArgumentException("policy " + name + " cannot be loaded: " + e.getMessage(), e);
            }
        }
        return new PolicyJudge(judges, published, encoders, vision);
    }

    private CandidateJudge judgeOf(CandidateGenerated candidate) throws PolicyUnavailable {
        String name = candidate.policy();
        CandidateJudge judge = loaded.get(name);
        if (judge == null) {
            try {
                judge = judges.get(new Published(candidate.tenant(), name), this::read);
            } catch (IllegalArgumentException e) {
                throw new PolicyUnavailable("policy " + name + " cannot be loaded: " + e.getMessage(), e);
            }
        }
        String pinned = candidate.policyDigest();
        String found = judge.policy().digest();
        if (pinned != null && !pinned.equals(found)) {
            throw new PolicyUnavailable("the job was submitted under policy " + name + " with digest " + pinned
                    + ", but here it has " + found + ": submit the job again");
        }
        return judge;
    }

    private CandidateJudge read(Published policy) {
        byte[] document = RewardPolicies.document(policy.name())
                .or(() -> published.find(policy.tenant(), policy.name()))
                .orElseThrow(() -> new IllegalArgumentException("there is no such policy"));
        return new CandidateJudge(
                RewardPolicies.parse(document), RewardMetrics.builtIn(), encoders, vision, KEPT_REFERENCES);
    }

    private record Published(TenantId tenant, String name) {}

    @Override
    public Judged judge(CandidateGenerated candidate, CandidatePixels pixels, Map<ImageRef, Raster> references)
            throws PolicyUnavailable {
        CandidateJudge judge = judgeOf(candidate);
        List<JudgedReference> judged = new ArrayList<>();
        for (Reference reference : candidate.references()) {
            Raster image = Objects.requireNonNull(references.get(reference.image()), "pixels of a reference");
            Raster mask = reference.mask() == null ? null : references.get(reference.mask());
            judged.add(new JudgedReference(reference, image, mask));
        }
        Judgement judgement = judge.explain(
                new JudgedCandidate(
                        pixels.image(),
                        candidate.placements(),
                        pixels.masks(),
                        AskedOutput.of(candidate.output(), candidate.image())),
                judged,
                candidate.prompt());
        return new Judged(judgement.scorecard(), judgement.reasons());
    }
}
