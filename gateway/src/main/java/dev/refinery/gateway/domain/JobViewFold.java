package dev.refinery.gateway.domain;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.gateway.domain.JobView.Candidate;
import dev.refinery.gateway.domain.JobView.Continuation;
import dev.refinery.gateway.domain.JobView.Ending;
import dev.refinery.gateway.domain.JobView.Failure;
import dev.refinery.gateway.domain.JobView.LogEntry;
import dev.refinery.gateway.domain.JobView.Prompt;
import dev.refinery.gateway.domain.JobView.Round;
import dev.refinery.gateway.domain.JobView.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds a job's events into its view. Pure; an event that was seen before, or that says nothing new, returns the very same
 * view. Events of different topics may come in any order: the end state is the same, only the log's order differs, and
 * no round is told before its candidates ({@link HeldRounds}). A deleted job stays deleted, whatever comes late.
 */
public final class JobViewFold {
    private JobViewFold() {}

    /** @param at when the record was written, for events that carry no time of their own */
    @SuppressWarnings("ReferenceEquality") // the very same view means that nothing is new
    public static JobView apply(JobView view, Event event, Instant at) {
        if (view.deleted() != null) {
            return view;
        }
        JobView next = fold(view, event, at);
        return next == view ? view : HeldRounds.tell(next);
    }

    private static JobView fold(JobView view, Event event, Instant at) {
        return switch (event) {
            case JobEvent.JobSubmitted submitted -> submitted(view, submitted);
            case JobEvent.JobCancelRequested cancel -> cancelRequested(view, cancel);
            case JobEvent.JobContinued continued -> continued(view, continued);
            case JobEvent.JobDeleted deleted -> deleted(view, deleted);
            case JobEvent.ResultsDelivered delivered -> delivered(view, delivered);
            case CandidateEvent.CandidateGenerated generated -> started(view, at);
            case CandidateEvent.CandidateFailed failed ->
                lost(
                        started(view, at),
                        failed.candidate(),
                        new Failure(failed.code(), failed.message(), failed.reference()),
                        at);
            case ScoreEvent.CandidateScored scored -> scored(started(view, at), scored, at);
            case ScoreEvent.CandidateUnscorable unscorable ->
                lost(
                        started(view, at),
                        unscorable.candidate(),
                        new Failure(unscorable.code(), unscorable.message(), null),
                        at);
            case FeedbackEvent.RoundEvaluated round -> evaluated(view, round);
            case OutcomeEvent.JobSucceeded o ->
                ended(
                        view,
                        new Ending(
                                JobStatus.SUCCEEDED,
                                o.endedAt(),
                                o.rounds(),
                                o.candidates(),
                                o.quality(),
                                o.results(),
                                o.sentence(),
                                null,
                                o.explanation()));
            case OutcomeEvent.JobFailed o ->
                ended(
                        view,
                        new Ending(
                                JobStatus.FAILED,
                                o.endedAt(),
                                o.rounds(),
                                o.candidates(),
                                null,
                                List.of(),
                                null,
                                new Failure(o.code(), o.message(), o.reference()),
                                o.explanation()));
            case OutcomeEvent.JobCanceled o ->
                ended(
                        view,
                        without(
                                JobStatus.CANCELED,
                                o.endedAt(),
                                o.rounds(),
                                o.candidates(),
                                o.sentence(),
                                o.explanation()));
            case OutcomeEvent.JobExpired o ->
                ended(
                        view,
                        without(
                                JobStatus.EXPIRED,
                                o.endedAt(),
                                o.rounds(),
                                o.candidates(),
                                o.sentence(),
                                o.explanation()));
            case TaskEvent.GenerationTask task -> view;
            case UsageEvent.CandidateMetered metered -> view;
        };
    }

    private static Ending without(
            JobStatus status,
            Instant at,
            int rounds,
            int candidates,
            @Nullable String sentence,
            @Nullable OutcomeExplanation explanation) {
        return new Ending(status, at, rounds, candidates, null, List.of(), sentence, null, explanation);
    }

    private static JobView submitted(JobView view, JobEvent.JobSubmitted event) {
        if (view.spec() != null) {
            return view;
        }
        return view.withSpec(
                event.spec(), logged(view, ProgressType.JOB_QUEUED, event.spec().submittedAt(), null, null));
    }

    private static JobView cancelRequested(JobView view, JobEvent.JobCancelRequested event) {
        if (view.cancelRequestedAt() != null || view.ending() != null) {
            return view;
        }
        return view.withCancelRequest(
                event.requestedAt(), logged(view, ProgressType.JOB_CANCELING, event.requestedAt(), null, null));
    }

    private static JobView started(JobView view, Instant at) {
        if (view.startedAt() != null) {
            return view;
        }
        return view.withStart(at, logged(view, ProgressType.JOB_STARTED, at, null, null));
    }

    private static JobView scored(JobView view, ScoreEvent.CandidateScored event, Instant at) {
        Scorecard card = event.scorecard();
        Candidate candidate = new Candidate(
                event.candidate().round(),
                event.candidate().index(),
                at,
                event.image(),
                card.references().stream().map(Score::of).toList(),
                card.quality().score(),
                card.quality().gate(),
                null,
                event.candidate().isFinal()
                        ? event.placements().stream().map(SubjectLayout::of).toList()
                        : null,
                Prompt.of(card.prompt()),
                event.reasons(),
                event.cost());
        return with(view, candidate, ProgressType.CANDIDATE_SCORED);
    }

    private static JobView lost(JobView view, CandidateId id, Failure failure, Instant at) {
        Candidate candidate =
                new Candidate(id.round(), id.index(), at, null, List.of(), null, null, failure, null, null, null, null);
        return with(view, candidate, ProgressType.CANDIDATE_FAILED);
    }

    private static JobView with(JobView view, Candidate candidate, ProgressType type) {
        if (view.candidate(candidate.round(), candidate.index()).isPresent()) {
            return view;
        }
        List<Candidate> candidates = new ArrayList<>(view.candidates());
        candidates.add(candidate);
        return view.withCandidates(
                KeptReasons.of(candidates), logged(view, type, candidate.at(), candidate.round(), candidate.index()));
    }

    private static JobView evaluated(JobView view, FeedbackEvent.RoundEvaluated event) {
        if (view.rounds().stream().anyMatch(r -> r.round() == event.round())) {
            return view;
        }
        CandidateId best = event.best();
        List<Round> rounds = new ArrayList<>(view.rounds());
        rounds.add(new Round(
                event.round(),
                event.evaluatedAt(),
                event.verdict(),
                event.candidatesJudged(),
                event.candidatesFailed(),
                best == null ? null : shortName(best.round(), best.index()),
                event.bestWorstScore(),
                event.bestScores().stream().map(Score::of).toList(),
                event.weights(),
                event.guidance(),
                event.plan(),
                event.sentence(),
                event.explanation()));
        return view.withRounds(rounds);
    }

    /** Outcomes keep their order, but the continuation between two of them may come after both. */
    private static JobView ended(JobView view, Ending ending) {
        if (ending.equals(view.ending())
                || ending.equals(view.undelivered())
                || view.earlier().contains(ending)) {
            return view;
        }
        if (!view.delivered(ending)) {
            return view.withDeliveries(ending, view.deliveries());
        }
        if (view.ending() == null
                && view.earlier().size() >= view.continuations().size()) {
            return view.withEndings(view.earlier(), ending);
        }
        List<Ending> earlier = new ArrayList<>(view.earlier());
        earlier.add(view.ending() == null ? ending : view.ending());
        return view.withEndings(earlier, view.ending() == null ? null : ending);
    }

    /** The job has ended when the last of its results is where it belongs, or will not come there. */
    private static JobView delivered(JobView view, JobEvent.ResultsDelivered event) {
        List<JobEvent.Delivery> known = new ArrayList<>(view.deliveries());
        event.results().stream()
                .filter(d -> known.stream().noneMatch(k -> k.candidate().equals(d.candidate())))
                .forEach(known::add);
        if (known.size() == view.deliveries().size()) {
            return view;
        }
        Ending waiting = view.undelivered();
        JobView next = view.withDeliveries(waiting, known);
        return waiting != null && next.delivered(waiting) ? ended(next.withDeliveries(null, known), waiting) : next;
    }

    private static JobView continued(JobView view, JobEvent.JobContinued event) {
        JobSpec spec = view.spec();
        int number = view.continuations().size() + 1;
        if (spec == null || (event.number() != null && event.number() != number)) {
            return view;
        }
        Integer candidates = event.candidates();
        Instant deadline = event.deadline();
        List<Continuation> continuations = new ArrayList<>(view.continuations());
        continuations.add(new Continuation(
                number,
                event.extraRounds(),
                candidates != null ? candidates : spec.refinement().candidates(),
                event.requestedAt(),
                deadline != null
                        ? deadline
                        : event.requestedAt().plus(Duration.between(spec.submittedAt(), spec.deadline()))));
        JobView next = view.withContinuations(continuations);
        Ending ending = next.ending();
        if (ending != null && next.earlier().size() < continuations.size()) {
            List<Ending> earlier = new ArrayList<>(next.earlier());
            earlier.add(ending);
            next = next.withEndings(earlier, null);
        }
        return next.withLog(logged(next, ProgressType.JOB_CONTINUED, event.requestedAt(), null, null));
    }

    /** Until its pixels would have gone anyway, the tombstone stands between the job and late or repeated events. */
    private static JobView deleted(JobView view, JobEvent.JobDeleted event) {
        JobSpec spec = view.spec();
        Instant keepUntil =
                spec != null && spec.retainUntil().isAfter(event.deletedAt()) ? spec.retainUntil() : event.deletedAt();
        return JobView.tombstone(new JobView.Deleted(event.tenant(), event.job(), event.deletedAt(), keepUntil));
    }

    static List<LogEntry> logged(
            JobView view, ProgressType type, Instant at, @Nullable Integer round, @Nullable Integer index) {
        List<LogEntry> log = new ArrayList<>(view.log());
        long seq = JobView.ENDING_SEQ * view.continuations().size() + log.size() + 1L;
        log.add(new LogEntry(seq, type, at, round, index));
        return log;
    }

    /** {@code <round>/<index>} or {@code final/<attempt>}: a candidate's id without the job's. */
    public static String shortName(int round, int index) {
        return (round == CandidateId.FINAL_ROUND ? "final" : Integer.toString(round)) + "/" + index;
    }
}
