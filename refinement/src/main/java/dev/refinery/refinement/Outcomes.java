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
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.score.ReferenceScore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways in which a job ends. */
final class Outcomes {
    private Outcomes() {}

    static Decision canceled(JobState.Active job, Instant now) {
        OutcomeExplanation why = Explanations.outcome(job, StopReason.CANCELED, bestScores(job));
        SearchState search = job.search();
        JobCanceled outcome = new JobCanceled(
                job.id(),
                job.spec().tenant(),
                search.roundsJudged(),
                search.candidatesJudged(),
                now,
                Sentences.ending("The client canceled the job.", why, false),
                why);
        return end(job, outcome, false, now);
    }

    static Decision expired(JobState.Active job, Instant now) {
        OutcomeExplanation why = Explanations.outcome(job, StopReason.EXPIRED, bestScores(job));
        SearchState search = job.search();
        JobExpired outcome = new JobExpired(
                job.id(),
                job.spec().tenant(),
                search.roundsJudged(),
                search.candidatesJudged(),
                now,
                Sentences.ending("The deadline passed before the job was done.", why, false),
                why);
        return end(job, outcome, true, now);
    }

    /** Nothing could be made or judged, so nothing can be continued. */
    static Decision failed(JobState.Active job, String code, String message, @Nullable String reference, Instant now) {
        OutcomeExplanation why = Explanations.outcome(job, StopReason.FAILED, bestScores(job));
        return end(job, failure(job, code, message, reference, why, now), false, now);
    }

    /** @param judged the scores that missed */
    static Decision belowGate(
            JobState.Active job,
            Verdict verdict,
            StopReason reason,
            String why,
            List<ReferenceScore> judged,
            Instant now) {
        String code = verdict == Verdict.INFEASIBLE ? "infeasible" : "below_gate";
        String hardest = Sentences.hardest(judged).map(ReferenceScore::name).orElse(null);
        OutcomeExplanation explanation = Explanations.outcome(job, reason, judged);
        String message = Sentences.ending(why, explanation, verdict == Verdict.ACCEPT);
        return end(job, failure(job, code, message, hardest, explanation, now), true, now);
    }

    /** @param results not empty, the best first */
    static Decision rendered(JobState.Active job, Phase.Finalising finals, List<Result> results, Instant now) {
        boolean accepted = results.stream().allMatch(r -> Scores.gatesMissed(r.scorecard()) == 0);
        List<ReferenceScore> judged = Scores.judged(results.get(0).scorecard());
        StopReason reason = finals.reason() == null ? byVerdict(finals.verdict()) : finals.reason();
        if (!accepted && job.spec().refinement().onMiss() == OnMiss.FAIL) {
            return belowGate(job, finals.verdict(), reason, finals.why(), judged, now);
        }
        OutcomeExplanation why = Explanations.outcome(job, reason, judged);
        SearchState search = job.search();
        JobSucceeded outcome = new JobSucceeded(
                job.id(),
                job.spec().tenant(),
                accepted ? Quality.ACCEPTED : Quality.BELOW_GATE,
                results,
                search.roundsJudged(),
                search.candidatesJudged(),
                Sentences.ending(finals.why(), why, finals.verdict() == Verdict.ACCEPT && !accepted),
                now,
                why);
        return end(job, outcome, !accepted, now);
    }

    /** For states that an older version wrote. */
    private static StopReason byVerdict(Verdict verdict) {
        return switch (verdict) {
            case ACCEPT -> StopReason.GATES_MET;
            case INFEASIBLE -> StopReason.INFEASIBLE;
            case EXHAUSTED, REFINE -> StopReason.BUDGET_SPENT;
        };
    }

    private static JobFailed failure(
            JobState.Active job,
            String code,
            String message,
            @Nullable String reference,
            OutcomeExplanation why,
            Instant now) {
        SearchState search = job.search();
        return new JobFailed(
                job.id(),
                job.spec().tenant(),
                code,
                message,
                reference,
                search.roundsJudged(),
                search.candidatesJudged(),
                now,
                why);
    }

    private static List<ReferenceScore> bestScores(JobState.Active job) {
        Contender best = job.search().best();
        return best == null ? List.of() : best.judged();
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
