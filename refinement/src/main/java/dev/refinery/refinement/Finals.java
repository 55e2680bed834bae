package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Renders the winners at full size, one at a time. A render that misses gates which its preview met sends the next
 * best; one that fails is tried twice. The best of what was rendered is returned.
 */
final class Finals {
    private static final String TOO_LATE = "deadline";

    private final SearchPolicy policy;
    private final TaskWriter tasks;

    Finals(SearchPolicy policy, TaskWriter tasks) {
        this.policy = policy;
        this.tasks = tasks;
    }

    Decision start(
            JobState.Active job, Verdict verdict, StopReason reason, String why, boolean diverging, Instant now) {
        List<CandidateId> sources = FinalSelection.sources(job.search().elites(), diverging);
        return next(job, new Phase.Finalising(verdict, reason, why, diverging, sources, List.of(), now), now);
    }

    Decision scored(JobState.Active job, Phase.Finalising finals, Observation.Scored scored, Instant now) {
        return awaited(finals, scored.candidate())
                .map(a -> {
                    Phase.Rendered rendered = new Phase.Rendered(scored.image(), scored.scorecard());
                    return next(
                            job.paid(scored.cost()),
                            finals.with(new Phase.Attempt(a.attempt(), a.from(), rendered, null)),
                            now);
                })
                .orElseGet(() -> Decision.keep(job));
    }

    Decision missing(JobState.Active job, Phase.Finalising finals, Observation.Missing missing, Instant now) {
        return awaited(finals, missing.candidate())
                .map(a -> fail(job, finals, a, missing.code(), now))
                .orElseGet(() -> Decision.keep(job));
    }

    Decision overdue(JobState.Active job, Phase.Finalising finals, Instant now) {
        return finals.openAttempt()
                .map(a -> fail(job, finals, a, TOO_LATE, now))
                .orElseGet(() -> Decision.keep(job));
    }

    private Decision fail(
            JobState.Active job, Phase.Finalising finals, Phase.Attempt attempt, String code, Instant now) {
        return next(job, finals.with(new Phase.Attempt(attempt.attempt(), attempt.from(), null, code)), now);
    }

    private static Optional<Phase.Attempt> awaited(Phase.Finalising finals, CandidateId candidate) {
        return finals.openAttempt().filter(a -> candidate.isFinal() && a.attempt() == candidate.index());
    }

    private Decision next(JobState.Active job, Phase.Finalising finals, Instant now) {
        JobSpec spec = job.spec();
        List<Contender> elites = job.search().elites();
        Optional<Contender> source = FinalSelection.next(
                        finals, elites, spec.output().count(), policy.spareFinals())
                .flatMap(id -> elites.stream().filter(e -> e.id().equals(id)).findFirst());
        return source.map(s -> render(job, finals, s, now)).orElseGet(() -> end(job, finals, now));
    }

    private Decision render(JobState.Active job, Phase.Finalising finals, Contender source, Instant now) {
        int attempt = job.finalsUsed();
        Instant deadline = now.plus(policy.roundDeadline());
        GenerationTask task = tasks.finalRender(job.spec(), attempt, source, deadline);
        Phase waiting =
                finals.with(new Phase.Attempt(attempt, source.id(), null, null)).until(deadline);
        JobState.Active next = new JobState.Active(
                job.spec(),
                job.deadline(),
                job.roundBudget(),
                job.roundsUsed(),
                attempt + 1,
                job.search(),
                waiting,
                job.device(),
                job.continuations());
        return new Decision(next, List.of(task), null, null);
    }

    private Decision end(JobState.Active job, Phase.Finalising finals, Instant now) {
        List<Result> results = FinalSelection.results(
                job.id(),
                finals,
                job.search().emphasis().weights(),
                job.spec().output().count());
        if (results.isEmpty()) {
            String code = FinalSelection.lastFailure(finals);
            return Outcomes.failed(
                    job, "generation_failed", "No full-size render could be made; last failure: " + code, null, now);
        }
        return Outcomes.rendered(job, finals, results, now);
    }
}
