package dev.refinery.rewards.vlm;

import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.Reason;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Resampler;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.ReferenceView;
import dev.refinery.rewards.RewardMetric;
import dev.refinery.rewards.vlm.VisionJudge.Answer;
import dev.refinery.rewards.vlm.VisionJudge.Picture;
import dev.refinery.rewards.vlm.VisionJudge.Spent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A vision-language model's rating of one role, raw 0 to 1: asked twice, the pictures in both orders, because such models
 * favour a position. Ratings that differ by more than {@link #TOLERANCE} points are no rating. As repeatable as the model is.
 */
public final class VisionRubric implements RewardMetric {
    public static final String NAME = "vlm";
    /** Points of 10 by which the two orders may differ. */
    static final int TOLERANCE = 3;

    private static final int LONG_SIDE = 512;
    private static final String BETWEEN = " / swapped: ";
    private static final int LONGEST_OF_TWO = (Reason.MAX_LENGTH - BETWEEN.length()) / 2;

    private final VisionJudge judge;
    private final String instructions;

    public VisionRubric(VisionJudge judge, String rubric, Role role) {
        this.judge = judge;
        this.instructions = Rubric.instructions(rubric, role);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Prepared prepare(ReferenceView reference) {
        Picture photo = new Picture("Reference", small(reference.image()));
        return (candidate, name) -> judge(photo, candidate);
    }

    private Verdict judge(Picture photo, CandidateView candidate) {
        Picture made = new Picture("Candidate", small(candidate.image()));
        Answer first = judge.rate(instructions, List.of(photo, made));
        if (!(first instanceof Answer.Rated one)) {
            return masked(first);
        }
        Answer second = judge.rate(instructions, List.of(made, photo));
        if (!(second instanceof Answer.Rated other)) {
            return masked(second);
        }
        if (Math.abs(one.score() - other.score()) > TOLERANCE) {
            return new Verdict.Masked("the vision judge contradicts itself: " + one.score() + " and " + other.score()
                    + " of 10 when the pictures change places");
        }
        Spent spent = one.spent().plus(other.spent());
        return new Verdict.Judged(
                (one.score() + other.score()) / 20.0,
                Map.of(
                        "vlm_score", (double) one.score(),
                        "vlm_score_swapped", (double) other.score(),
                        "vlm_prompt_tokens", (double) spent.promptTokens(),
                        "vlm_completion_tokens", (double) spent.completionTokens(),
                        "vlm_cost", spent.cost()),
                reason(one.reason(), other.reason()));
    }

    /** Both orders' words where they differ, each with its share of the room. */
    private static @Nullable String reason(String one, String other) {
        String first = one.isBlank() ? other : one;
        if (first.isBlank()) {
            return null;
        }
        return one.isBlank() || other.isBlank() || one.equals(other)
                ? Reason.of(first)
                : Reason.of(one, LONGEST_OF_TWO) + BETWEEN + Reason.of(other, LONGEST_OF_TWO);
    }

    private static Verdict masked(Answer answer) {
        return new Verdict.Masked(
                "the vision judge gave no rating: " + (answer instanceof Answer.Unrated u ? u.reason() : "unknown"));
    }

    private static Raster small(Raster image) {
        return Math.max(image.width(), image.height()) > LONG_SIDE ? Resampler.fit(image, LONG_SIDE) : image;
    }
}
