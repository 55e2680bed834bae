package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.RoundExplanation;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.score.ReferenceScore;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The mind of a job: searching, round by round, then rendering the winners at full size, then ended. Pure, stateless and
 * thread-safe: all that it knows of a job is the {@link JobState} handed in, and time is an argument.
 *
 * <p>Idempotent by candidate id: repeated, late and unknown candidates change nothing. What a complete round leads to
 * depends on the set of its scores only.
 */
public final class RefinementController {
    private static final int EMPTY_ROUNDS_LIMIT = 2;
    /** Stores keep candidates' pictures two days by default; a round that starts from one must find it to its end. */
    private static final Duration PICTURES_KEPT = Duration.ofDays(1);

    private final SearchPolicy policy;
    private final ModelAbilities abilities;
    private final Proposer proposer;
    private final RoundReview review;
    private final StoppingRules stopping;
    private final TaskWriter tasks;
    private final Finals finals;

    public RefinementController(GeneratorProfile generator, SearchPolicy policy) {
        this.policy = policy;
        this.abilities = generator.abilities();
        this.proposer = new Proposer(generator, policy);
        this.review = new RoundReview(policy, generator.effects());
        this.stopping = new StoppingRules(policy.stopping());
        this.tasks = new TaskWriter(generator.previewLongSide());
        this.finals = new Finals(policy, tasks);
    }

    /**
     * @param state null when nothing is known of the job
     * @param now the instant that new deadlines count from
     */
    public Decision decide(@Nullable JobState state, Observation observation, Instant now) {
        return switch (state) {
            case null ->
                observation instanceof Observation.Submitted submitted
                        ? start(submitted.spec(), now)
                        : Decision.keep(null);
            case JobState.Active active -> decideActive(active, observation, now);
            case JobState.Ended ended -> decideEnded(ended, observation, now);
        };
    }

    private Decision decideActive(JobState.Active job, Observation observation, Instant now) {
        return switch (observation) {
            case Observation.Submitted s -> Decision.keep(job);
            case Observation.Continued c -> Decision.keep(job);
            case Observation.CancelRequested c -> Outcomes.canceled(job, now);
            case Observation.Deleted d -> Outcomes.canceled(job, now);
            case Observation.Tick t when !now.isBefore(job.deadline()) -> Outcomes.expired(job, now);
            case Observation.Tick t ->
                switch (job.phase()) {
                    case Phase.Searching s when !now.isBefore(s.deadline()) -> endRound(job, s, now);
                    case Phase.Finalising f when !now.isBefore(f.deadline()) -> finals.overdue(job, f, now);
                    case Phase.Searching s -> Decision.keep(job);
                    case Phase.Finalising f -> Decision.keep(job);
                };
            case Observation.Scored s ->
                switch (job.phase()) {
                    case Phase.Searching round -> scored(job, round, s, now);
                    case Phase.Finalising f -> finals.scored(job, f, s, now);
                };
            case Observation.Missing m ->
                switch (job.phase()) {
                    case Phase.Searching round -> missing(job, round, m, now);
                    case Phase.Finalising f -> finals.missing(job, f, m, now);
                };
        };
    }

    private Decision decideEnded(JobState.Ended ended, Observation observation, Instant now) {
        JobState.Active resumable = ended.resumable();
        if (observation instanceof Observation.Continued continued
                && resumable != null
                && !resumable.knows(continued)) {
            return resume(resumable, continued, now);
        }
        if (observation instanceof Observation.Deleted) {
            return Decision.keep(ended.forGood());
        }
        return Decision.keep(ended.forgettable(observation, now) ? null : ended);
    }

    private Decision start(JobSpec spec, Instant now) {
        List<Proposal> plan = Proposer.first(spec.refinement().candidates());
        Phase.Searching round = new Phase.Searching(0, plan, List.of(), List.of(), now.plus(policy.roundDeadline()));
        JobState.Active job = new JobState.Active(
                spec,
                spec.deadline(),
                spec.refinement().maxRounds(),
                1,
                0,
                SearchState.initial(spec.references(), policy.angles().first()),
                round,
                null,
                null);
        return new Decision(job, previews(job, round), null, null);
    }

    private Decision resume(JobState.Active ended, Observation.Continued continued, Instant now) {
        Integer candidates = continued.candidates();
        JobSpec spec = candidates == null
                ? ended.spec()
                : ended.spec().with(ended.spec().refinement().withCandidates(candidates));
        Instant deadline = continued.deadline();
        Integer number = continued.number();
        int before = ended.continuations() == null ? 0 : ended.continuations();
        boolean old = now.isAfter(ended.spec().submittedAt().plus(PICTURES_KEPT));
        SearchState search = ended.search().continued();
        if (old) {
            search = search.withoutPictures();
        }
        int round = ended.roundsUsed();
        List<Proposal> plan = proposer.next(spec, round, search);
        Phase.Searching searching =
                new Phase.Searching(round, plan, List.of(), List.of(), now.plus(policy.roundDeadline()));
        JobState.Active job = new JobState.Active(
                spec,
                deadline != null ? deadline : now.plus(Duration.between(spec.submittedAt(), spec.deadline())),
                search.roundsJudged() + continued.extraRounds(),
                round + 1,
                ended.finalsUsed(),
                search,
                searching,
                ended.device(),
                number != null ? number : Integer.valueOf(before + 1));
        return new Decision(job, previews(job, searching), null, null);
    }

    private Decision scored(JobState.Active job, Phase.Searching round, Observation.Scored scored, Instant now) {
        return round.awaited(scored.candidate())
                .map(p -> advance(job.paid(scored.cost()), round.with(contender(scored, p.genome())), now))
                .orElseGet(() -> Decision.keep(job));
    }

    private Contender contender(Observation.Scored scored, Genome genome) {
        Contender contender = Contender.of(scored.candidate(), genome, scored.scorecard());
        return abilities.parents() ? contender.with(scored.image()) : contender;
    }

    private Decision missing(JobState.Active job, Phase.Searching round, Observation.Missing missing, Instant now) {
        if (round.awaited(missing.candidate()).isEmpty()) {
            return Decision.keep(job);
        }
        if (missing.fatal()) {
            return Outcomes.failed(job, missing.code(), missing.message(), missing.reference(), now);
        }
        Phase.Lost lost = new Phase.Lost(missing.candidate().index(), missing.code());
        return advance(job, round.with(lost), now);
    }

    private Decision advance(JobState.Active job, Phase.Searching round, Instant now) {
        return round.complete() ? endRound(job, round, now) : Decision.keep(job.with(round));
    }

    /** The round is over, complete or not. */
    private Decision endRound(JobState.Active job, Phase.Searching round, Instant now) {
        if (round.judged().isEmpty()) {
            return endEmptyRound(job, round, now);
        }
        SearchState search = review.review(job.search(), round);
        Contender best = Objects.requireNonNull(search.best());
        StoppingRules.Stop stop = stopping.after(search, job.roundBudget());
        return switch (stop) {
            case StoppingRules.Stop.NotYet s -> nextRound(job, round, search, best, stop, now);
            case StoppingRules.Stop.Restart s ->
                nextRound(job, round, search.afterRestart(policy.angles().first()), best, stop, now);
            case StoppingRules.Stop.GatesMet s -> finish(job, round, search, best, Verdict.ACCEPT, stop, now);
            case StoppingRules.Stop.Infeasible s -> finish(job, round, search, best, Verdict.INFEASIBLE, stop, now);
            case StoppingRules.Stop.BudgetSpent s -> finish(job, round, search, best, Verdict.EXHAUSTED, stop, now);
            case StoppingRules.Stop.HoldoutDisagrees s ->
                finish(job, round, search, best, Verdict.EXHAUSTED, stop, now);
            case StoppingRules.Stop.Diverging s -> finish(job, round, search, best, Verdict.EXHAUSTED, stop, now);
            case StoppingRules.Stop.Stale s -> finish(job, round, search, best, Verdict.EXHAUSTED, stop, now);
        };
    }

    private Decision nextRound(
            JobState.Active job,
            Phase.Searching ended,
            SearchState search,
            Contender best,
            StoppingRules.Stop stop,
            Instant now) {
        int number = job.roundsUsed();
        List<Proposal> plan = stop instanceof StoppingRules.Stop.Restart
                ? Proposer.restart(
                        number, ended.plan().size(), search.emphasis().guidance())
                : proposer.next(job.spec(), number, search);
        RoundExplanation why = explained(job, job.with(search), stop, plan);
        String sentence = Sentences.round(search.roundsJudged(), job.roundBudget(), best, stop, why);
        return openRound(job, ended, search, plan, sentence, why, now);
    }

    private Decision openRound(
            JobState.Active job,
            Phase.Searching ended,
            SearchState search,
            List<Proposal> plan,
            String sentence,
            RoundExplanation why,
            Instant now) {
        Phase.Searching round =
                new Phase.Searching(job.roundsUsed(), plan, List.of(), List.of(), now.plus(policy.roundDeadline()));
        JobState.Active next = new JobState.Active(
                job.spec(),
                job.deadline(),
                job.roundBudget(),
                job.roundsUsed() + 1,
                job.finalsUsed(),
                search,
                round,
                job.device(),
                job.continuations());
        return new Decision(
                next, previews(next, round), evaluated(next, ended, Verdict.REFINE, plan, sentence, why, now), null);
    }

    private Decision endEmptyRound(JobState.Active job, Phase.Searching round, Instant now) {
        SearchState search = job.search().afterEmptyRound();
        boolean givingUp = search.emptyRounds() >= EMPTY_ROUNDS_LIMIT;
        String sentence = Sentences.nothingJudged(search.emptyRounds(), givingUp);
        if (givingUp) {
            JobState.Active last = job.with(search);
            String code = round.lost().isEmpty()
                    ? "No candidate arrived in time"
                    : "Last failure: "
                            + round.lost().get(round.lost().size() - 1).code();
            Decision failed = Outcomes.failed(last, "generation_failed", sentence + " " + code + ".", null, now);
            return Outcomes.withFeedback(
                    failed,
                    evaluated(
                            last,
                            round,
                            Verdict.EXHAUSTED,
                            List.of(),
                            sentence,
                            explained(job, last, null, List.of()),
                            now));
        }
        List<Proposal> plan = search.elites().isEmpty()
                ? Proposer.first(round.plan().size())
                : proposer.next(job.spec(), job.roundsUsed(), search);
        return openRound(job, round, search, plan, sentence, explained(job, job.with(search), null, plan), now);
    }

    private Decision finish(
            JobState.Active job,
            Phase.Searching round,
            SearchState search,
            Contender best,
            Verdict verdict,
            StoppingRules.Stop stop,
            Instant now) {
        JobState.Active searched = job.with(search);
        RoundExplanation explanation = explained(job, searched, stop, List.of());
        String sentence = Sentences.round(search.roundsJudged(), job.roundBudget(), best, stop, explanation);
        RoundEvaluated feedback = evaluated(searched, round, verdict, List.of(), sentence, explanation, now);
        StopReason reason = Objects.requireNonNull(explanation.stop(), "a search that goes on is not finished");
        String why = Sentences.why(stop);
        boolean hopeless = Scores.gatesMissed(best.scorecard()) > 0
                && job.spec().refinement().onMiss() == OnMiss.FAIL;
        Decision next = hopeless
                ? Outcomes.belowGate(searched, verdict, reason, why, best.judged(), now)
                : finals.start(searched, verdict, reason, why, stop instanceof StoppingRules.Stop.Diverging, now);
        return Outcomes.withFeedback(next, feedback);
    }

    private List<GenerationTask> previews(JobState.Active job, Phase.Searching round) {
        return tasks.previews(job.spec(), round.round(), round.plan(), round.deadline());
    }

    private static RoundExplanation explained(
            JobState.Active before, JobState.Active after, StoppingRules.@Nullable Stop stop, List<Proposal> plan) {
        return Explanations.round(
                before.search().emphasis(),
                after.search().emphasis(),
                after.search().best(),
                stop,
                plan);
    }

    private static RoundEvaluated evaluated(
            JobState.Active job,
            Phase.Searching round,
            Verdict verdict,
            List<Proposal> plan,
            String sentence,
            RoundExplanation why,
            Instant now) {
        SearchState search = job.search();
        Contender best = search.best();
        CandidateId bestId = best == null ? null : best.id();
        List<ReferenceScore> scores =
                best == null ? List.of() : best.scorecard().references();
        Map<String, Integer> byOperator = new LinkedHashMap<>();
        Sentences.countByOperator(plan).forEach((operator, n) -> byOperator.put(operator.wireName(), n));
        return new RoundEvaluated(
                job.id(),
                job.spec().tenant(),
                round.round(),
                verdict,
                round.judged().size(),
                round.plan().size() - round.judged().size(),
                bestId,
                best == null ? 0 : Scores.worst(best.scorecard()),
                scores,
                search.emphasis().weights(),
                search.emphasis().guidance(),
                search.elites().stream().map(Contender::id).toList(),
                byOperator,
                sentence,
                now,
                why);
    }
}
