package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.JobEvent.Delivery;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.OutcomeExplanation;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.PromptScore;
import dev.refinery.contracts.score.ReferenceScore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All that the gateway knows of one job, folded from its events by {@link JobViewFold}. Stored as JSON on
 * {@code refinery.job-views}; a few hundred bytes a candidate, 2.7 MB for the largest job that continuing can lead to,
 * and a third of that when compressed ({@link #MAX_CANDIDATES}).
 *
 * @param spec null until the submission was seen: events of different topics may overtake each other
 * @param candidates in order of arrival, each once
 * @param rounds evaluated rounds in order of arrival, each once
 * @param ending how the job ended, null while it runs or was continued
 * @param log what happened, oldest first, numbered without gaps between two endings; a round is told after its candidates; endings are not in it (see {@link #ENDING_SEQ})
 * @param earlier the endings that were continued, in order
 * @param continuations in order of their numbers
 * @param deleted not null = a tombstone: everything else is empty, and stays so
 * @param undelivered the ending of a job whose results are still being copied to where the client wants them
 * @param deliveries what became of those copies, each result once
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record JobView(
        @Nullable JobSpec spec,
        @Nullable Instant startedAt,
        @Nullable Instant cancelRequestedAt,
        List<Candidate> candidates,
        List<Round> rounds,
        @Nullable Ending ending,
        List<LogEntry> log,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Ending> earlier,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Continuation> continuations,

        @Nullable Deleted deleted,
        @Nullable Ending undelivered,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Delivery> deliveries) {
    /**
     * Sequence number of the first ending; the k-th has k times this. It is fixed and above all before it, because an
     * outcome may overtake the last round's evaluation on its way here, and a stream must not close before it has told
     * that round.
     */
    public static final long ENDING_SEQ = 1_000_000;

    /** Candidates that a job may judge in all, continuations included: its view is one record. */
    public static final int MAX_CANDIDATES = 1_024;

    public static final JobView EMPTY = new JobView(
            null, null, null, List.of(), List.of(), null, List.of(), List.of(), List.of(), null, null, List.of());

    @SuppressWarnings("ConstantValue") // views that an older version stored know no continuations
    public JobView {
        candidates = List.copyOf(candidates);
        rounds = List.copyOf(rounds);
        log = List.copyOf(log);
        earlier = earlier == null ? List.of() : List.copyOf(earlier);
        continuations = continuations == null ? List.of() : List.copyOf(continuations);
        deliveries = deliveries == null ? List.of() : List.copyOf(deliveries);
    }

    /** What remains of a deleted job. */
    public static JobView tombstone(Deleted deleted) {
        return new JobView(
                null, null, null, List.of(), List.of(), null, List.of(), List.of(), List.of(), deleted, null,
                List.of());
    }

    private JobView with(Consumer<Change> edit) {
        Change change = new Change(this);
        edit.accept(change);
        return change.done();
    }

    JobView withSpec(JobSpec submitted, List<LogEntry> logged) {
        return with(change -> {
            change.spec = submitted;
            change.log = logged;
        });
    }

    JobView withStart(Instant at, List<LogEntry> logged) {
        return with(change -> {
            change.startedAt = at;
            change.log = logged;
        });
    }

    JobView withCancelRequest(Instant at, List<LogEntry> logged) {
        return with(change -> {
            change.cancelRequestedAt = at;
            change.log = logged;
        });
    }

    JobView withCandidates(List<Candidate> judged, List<LogEntry> logged) {
        return with(change -> {
            change.candidates = judged;
            change.log = logged;
        });
    }

    JobView withRounds(List<Round> evaluated) {
        return with(change -> change.rounds = evaluated);
    }

    JobView withEndings(List<Ending> continued, @Nullable Ending last) {
        return with(change -> {
            change.ending = last;
            change.earlier = continued;
        });
    }

    /** A cancellation that came too late for the ending does not concern what comes after it. */
    JobView withContinuations(List<Continuation> all) {
        return with(change -> {
            change.cancelRequestedAt = null;
            change.continuations = all;
        });
    }

    JobView withDeliveries(@Nullable Ending waiting, List<Delivery> known) {
        return with(change -> {
            change.undelivered = waiting;
            change.deliveries = known;
        });
    }

    /** True when nothing is left to be copied before the job may be told to have ended so. */
    boolean delivered(Ending last) {
        return spec == null
                || spec.destination() == null
                || last.results().stream()
                        .allMatch(r ->
                                deliveries.stream().anyMatch(d -> d.candidate().equals(r.candidate())));
    }

    JobView withLog(List<LogEntry> logged) {
        return with(change -> change.log = logged);
    }

    /** Sequence number of {@code ending}, come or to come. */
    public long endingSeq() {
        return ENDING_SEQ * (earlier.size() + 1L);
    }

    /** The last ending, also while the job goes on after it. */
    public Optional<Ending> lastEnding() {
        return ending != null
                ? Optional.of(ending)
                : earlier.isEmpty() ? Optional.empty() : Optional.of(earlier.getLast());
    }

    /** The instant at which the job expires as things stand. Only with a spec. */
    public Instant deadline() {
        return continuations.isEmpty()
                ? Objects.requireNonNull(spec).deadline()
                : continuations.getLast().deadline();
    }

    /** Rounds that may be judged in all, and candidates a round. Only with a spec. */
    public Budget budget() {
        return budget(continuations.size());
    }

    /** @param continued after so many continuations */
    Budget budget(int continued) {
        RefinementSpec first = Objects.requireNonNull(spec).refinement();
        if (continued == 0) {
            return new Budget(first.maxRounds(), first.candidates(), first.maxRounds() * first.candidates());
        }
        Continuation last = continuations.get(continued - 1);
        Ending before = continued <= earlier.size() ? earlier.get(continued - 1) : null;
        int rounds = before == null ? first.maxRounds() : before.rounds();
        int judged = before == null ? first.maxRounds() * first.candidates() : before.candidates();
        return new Budget(
                rounds + last.extraRounds(), last.candidates(), judged + last.extraRounds() * last.candidates());
    }

    /**
     * @param candidates a round
     * @param total candidates in all
     */
    public record Budget(int rounds, int candidates, int total) {}

    /** @param candidates a round from then on */
    public record Continuation(int number, int extraRounds, int candidates, Instant requestedAt, Instant deadline) {}

    /** @param keepUntil the tombstone may go after it */
    public record Deleted(TenantId tenant, JobId job, Instant at, Instant keepUntil) {}

    public JobStatus status() {
        if (ending != null) {
            return ending.status();
        }
        if (cancelRequestedAt != null) {
            return JobStatus.CANCELING;
        }
        return startedAt != null ? JobStatus.RUNNING : JobStatus.QUEUED;
    }

    public Optional<Candidate> candidate(int round, int index) {
        return candidates.stream()
                .filter(c -> c.round() == round && c.index() == index)
                .findFirst();
    }

    /** True when the ending is known and every round that it counts has been told. */
    public boolean complete() {
        return ending != null
                && rounds.stream().filter(r -> HeldRounds.told(this, r)).count() >= ending.rounds();
    }

    public Instant updatedAt() {
        if (ending != null) {
            return ending.at();
        }
        return log.isEmpty() ? Instant.EPOCH : log.getLast().at();
    }

    /**
     * One candidate, judged or lost.
     *
     * @param image null when it was never made
     * @param scores empty when it was not judged
     * @param quality technical quality, [0, 1]; null when not judged
     * @param failure why there is no score; null when there is one
     * @param layout where subjects are; kept for full-size candidates only, null when not kept
     * @param prompt null when the policy does not judge it
     * @param reasons a vision judge's, by reference; null when it gave none or they are no longer kept ({@link KeptReasons})
     * @param cost what it took to make; null when it was not made or that is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(
            int round,
            int index,
            Instant at,
            @Nullable ImageRef image,
            List<Score> scores,
            @Nullable Double quality,
            @Nullable Double qualityGate,
            @Nullable Failure failure,
            @Nullable List<SubjectLayout> layout,
            @Nullable Prompt prompt,
            @Nullable Map<String, String> reasons,
            CandidateEvent.@Nullable Cost cost) {
        public Candidate {
            scores = List.copyOf(scores);
            layout = layout == null ? null : List.copyOf(layout);
            reasons = reasons == null ? null : Map.copyOf(reasons);
        }

        Candidate withoutReasons() {
            return new Candidate(
                    round, index, at, image, scores, quality, qualityGate, failure, layout, prompt, null, cost);
        }

        public boolean fullSize() {
            return round == CandidateId.FINAL_ROUND;
        }

        public boolean judged() {
            return failure == null && !scores.isEmpty();
        }
    }

    /**
     * A {@link ReferenceScore} without the parts that only experts read.
     *
     * @param deltaE mean CIEDE2000 inside a subject, as seen; null for other roles and where it cannot be judged
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Score(
            String name,
            Role role,
            double score,
            double gate,
            @Nullable String masked,
            @Nullable Double holdout,
            @Nullable Double deltaE) {
        public static Score of(ReferenceScore score) {
            return new Score(
                    score.name(),
                    score.role(),
                    score.score(),
                    score.gate(),
                    score.masked(),
                    score.holdout(),
                    score.parts().get("delta_e_2000"));
        }

        public boolean meetsGate() {
            return masked != null || score >= gate;
        }
    }

    /** How well the picture shows what the prompt says. {@code score} and {@code gate} are in [0, 1]; a gate of 0 only reports. */
    public record Prompt(double score, double gate) {
        public static @Nullable Prompt of(@Nullable PromptScore prompt) {
            return prompt == null ? null : new Prompt(prompt.score(), prompt.gate());
        }

        public boolean meetsGate() {
            return score >= gate;
        }
    }

    /** @param reference the reference at fault, null = none in particular */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failure(
            String code, String message, @Nullable String reference) {}

    /** @param best text form of the best candidate so far, null = none could be judged */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Round(
            int round,
            Instant at,
            Verdict verdict,
            int judged,
            int failed,
            @Nullable String best,
            double bestWorstScore,
            List<Score> bestScores,
            Map<String, Double> weights,
            Map<String, Double> guidance,
            Map<String, Integer> plan,
            String sentence,
            @Nullable RoundExplanation explanation) {
        public Round {
            bestScores = List.copyOf(bestScores);
            weights = Map.copyOf(weights);
            guidance = Map.copyOf(guidance);
            plan = Map.copyOf(plan);
        }
    }

    /** @param rounds how many rounds were evaluated, by the one who ended the job */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ending(
            JobStatus status,
            Instant at,
            int rounds,
            int candidates,
            @Nullable Quality outcome,
            List<Result> results,
            @Nullable String sentence,
            @Nullable Failure failure,
            @Nullable OutcomeExplanation explanation) {
        public Ending {
            results = List.copyOf(results);
        }

        public ProgressType type() {
            return switch (status) {
                case SUCCEEDED -> ProgressType.JOB_SUCCEEDED;
                case CANCELED -> ProgressType.JOB_CANCELED;
                case EXPIRED -> ProgressType.JOB_EXPIRED;
                case FAILED, QUEUED, RUNNING, CANCELING -> ProgressType.JOB_FAILED;
            };
        }
    }

    /** @param round with {@code index}: the candidate or round that this is about, null = the job */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LogEntry(
            long seq,
            ProgressType type,
            Instant at,
            @Nullable Integer round,
            @Nullable Integer index) {}

    /** A view while some of its components are exchanged. */
    private static final class Change {
        private @Nullable JobSpec spec;
        private @Nullable Instant startedAt;
        private @Nullable Instant cancelRequestedAt;
        private List<Candidate> candidates;
        private List<Round> rounds;
        private @Nullable Ending ending;
        private List<LogEntry> log;
        private List<Ending> earlier;
        private List<Continuation> continuations;
        private final @Nullable Deleted deleted;
        private @Nullable Ending undelivered;
        private List<Delivery> deliveries;

        private Change(JobView view) {
            spec = view.spec;
            startedAt = view.startedAt;
            cancelRequestedAt = view.cancelRequestedAt;
            candidates = view.candidates;
            rounds = view.rounds;
            ending = view.ending;
            log = view.log;
            earlier = view.earlier;
            continuations = view.continuations;
            deleted = view.deleted;
            undelivered = view.undelivered;
            deliveries = view.deliveries;
        }

        private JobView done() {
            return new JobView(
                    spec,
                    startedAt,
                    cancelRequestedAt,
                    candidates,
                    rounds,
                    ending,
                    log,
                    earlier,
                    continuations,
                    deleted,
                    undelivered,
                    deliveries);
        }
    }
}
