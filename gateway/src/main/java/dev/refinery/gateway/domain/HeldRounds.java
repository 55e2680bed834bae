package dev.refinery.gateway.domain;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.gateway.domain.JobView.Candidate;
import dev.refinery.gateway.domain.JobView.Round;
import java.util.List;

/**
 * Rounds whose evaluation overtook the last of their candidates: they are in the view, but not yet in its log. Feedback
 * and scores are different topics; within one topic a job's events keep their order, which bounds the waiting. Pure.
 */
final class HeldRounds {
    private HeldRounds() {}

    /** The view with every round told whose candidates are all there or will not come any more. */
    static JobView tell(JobView view) {
        JobView told = view;
        for (Round round : view.rounds()) {
            if (!told(view, round) && nothingToWaitFor(view, round)) {
                told = with(told, round);
            }
        }
        return told;
    }

    static boolean told(JobView view, Round round) {
        return view.log().stream()
                .anyMatch(e ->
                        e.type() == ProgressType.ROUND_COMPLETED && e.round() != null && e.round() == round.round());
    }

    /**
     * Judged candidates have a score, which comes before any score of a later round. Failed ones may have run out of time
     * without a word: they are not waited for once the job is seen to have gone on.
     */
    private static boolean nothingToWaitFor(JobView view, Round round) {
        List<Candidate> own = view.candidates().stream()
                .filter(c -> c.round() == round.round())
                .toList();
        if (own.size() >= round.judged() + round.failed()) {
            return true;
        }
        List<Candidate> later = view.candidates().stream()
                .filter(c -> c.round() == CandidateId.FINAL_ROUND || c.round() > round.round())
                .toList();
        boolean judgedAreIn = own.stream().filter(HeldRounds::scored).count() >= round.judged();
        boolean wentOn =
                view.ending() != null || view.undelivered() != null || !later.isEmpty() || laterRound(view, round);
        return (judgedAreIn && wentOn) || later.stream().anyMatch(HeldRounds::scored);
    }

    private static boolean laterRound(JobView view, Round round) {
        return view.rounds().stream().anyMatch(r -> r.round() > round.round());
    }

    private static boolean scored(Candidate candidate) {
        return candidate.failure() == null;
    }

    private static JobView with(JobView view, Round round) {
        return view.withLog(JobViewFold.logged(view, ProgressType.ROUND_COMPLETED, round.at(), round.round(), null));
    }
}
