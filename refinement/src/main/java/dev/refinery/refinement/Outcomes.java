package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeEvent.JobCanceled;
import dev.refinery.contracts.event.OutcomeEvent.JobExpired;
import dev.refinery.contracts.event.OutcomeEvent.JobFailed;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.score.ReferenceScore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a job ends. */
final class Outcomes {
    private Outcomes() {}

    static Decision canceled(JobState.Active job, Instant now) {
        SearchState search = job.search();
        return end(
                job,
                new JobCanceled(job.id(), job.spec().tenant(), search.roundsJudged(), search.candidatesJudged(), now),
                false,
                now);
    }

    static Decision expired(JobState.Active job, Instant now) {
        SearchState search = job.search();
        return end(
                job,
                new JobExpired(job.id(), job.spec().tenant(), search.roundsJudged(), search.candidatesJudged(), now),
                false,
                now);
    }

    static Decision failed(
            JobState.Active job,
            String code,
            String message,
            @Nullable String reference,
            boolean resumable,
            Instant now) {
        SearchState search = job.search();
        JobFailed outcome = new JobFailed(
                job.id(),
                job.spec().tenant(),
                code,
                message,
                reference,
                search.roundsJudged(),
                search.candidatesJudged(),
                now);
        return end(job, outcome, resumable, now);
    }

    /** @param judged the scores that missed */
    static Decision belowGate(
            JobState.Active job, Verdict verdict, String why, List<ReferenceScore> judged, Instant now) {
        String code = verdict == Verdict.INFEASIBLE ? "infeasible" : "below_gate";
        String hardest = Sentences.hardest(judged).map(ReferenceScore::name).orElse(null);
        return failed(job, code, Sentences.ending(why, verdict, judged, false), hardest, true, now);
    }

    /** @param results not empty, the best first */
    static Decision rendered(JobState.Active job, Verdict verdict, String why, List<Result> results, Instant now) {
        boolean accepted = results.stream().allMatch(r -> Scores.gatesMissed(r.scorecard()) == 0);
        List<ReferenceScore> judged = Scores.judged(results.get(0).scorecard());
        if (!accepted && job.spec().refinement().onMiss() == OnMiss.FAIL) {
            return belowGate(job, verdict, why, judged, now);
        }
        SearchState search = job.search();
        JobSucceeded outcome = new JobSucceeded(
                job.id(),
                job.spec().tenant(),
                accepted ? Quality.ACCEPTED : Quality.BELOW_GATE,
                results,
                search.roundsJudged(),
                search.candidatesJudged(),
                Sentences.ending(why, verdict, judged, accepted),
                now);
        return end(job, outcome, !accepted, now);
    }

    static Decision withFeedback(Decision decision, RoundEvaluated feedback) {
        return new Decision(decision.state(), decision.tasks(), feedback, decision.outcome());
    }

    private static Decision end(JobState.Active job, OutcomeEvent outcome, boolean resumable, Instant now) {
        boolean keep = resumable && !job.search().elites().isEmpty();
        Instant retainUntil = job.spec().retainUntil().isAfter(now) ? job.spec().retainUntil() : now;
        JobState.Ended ended = new JobState.Ended(job.id(), now, retainUntil, keep ? job : null);
        return new Decision(ended, List.of(), null, outcome);
    }
}
