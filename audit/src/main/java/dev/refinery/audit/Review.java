package dev.refinery.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.CanonicalJson;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.JobEvent.JobContinued;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.Phase;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything again with the pure controller, from the recorded scores, and compares. Instants are the recorded
 * ones: what cannot be derived is when somebody decided, only what. Nor can it be derived when a task was handed out, which may be later than when it
 * was planned: a round's time is over when that of its last task is.
 */
final class Review {
    private static final Duration STANDARD_DEADLINE = SearchPolicy.standard().roundDeadline();

    private final Story story;
    private final RefinementController controller;
    private final Duration roundDeadline;
    private final List<String> divergences = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();
    private final Map<CandidateId, GenerationTask> tasks = new TreeMap<>();
    private @Nullable JobState state;
    private int decisions;
    private int outcomesSeen;
    private int continued;

    /**
     * @param divergences where the log says something else, with the round and the field
     * @param missing what the log no longer holds
     * @param tasks every task, as derived
     */
    record Findings(
            int decisions,
            List<String> divergences,
            List<String> missing,
            Map<CandidateId, GenerationTask> tasks,
            boolean ended) {
        Findings {
            divergences = List.copyOf(divergences);
            missing = List.copyOf(missing);
            tasks = Map.copyOf(tasks);
        }

        boolean agrees() {
            return divergences.isEmpty() && missing.isEmpty();
        }
    }

    private Review(Story story, GeneratorProfile generator) {
        this.story = story;
        this.roundDeadline = roundDeadline(story);
        this.controller =
                new RefinementController(generator, SearchPolicy.standard().withRoundDeadline(roundDeadline));
    }

    static Findings of(Story story, GeneratorProfile generator) {
        Review review = new Review(story, generator);
        review.run();
        return new Findings(
                review.decisions, review.divergences, review.missing, review.tasks, review.outcomesSeen > 0);
    }

    /**
     * What the deployment ran with, or more when every task waited: a task's time counts from when it was handed out, and the decision that
     * planned it was no later.
     */
    private static Duration roundDeadline(Story story) {
        return story.rounds.values().stream()
                .flatMap(round -> story.tasks.values().stream()
                        .filter(task -> follows(task.candidate(), round.round(), story))
                        .map(task -> Duration.between(round.evaluatedAt(), task.notAfter())))
                .min(Comparator.naturalOrder())
                .orElse(STANDARD_DEADLINE);
    }

    /** True for what the end of a round leads to: the next round, or the first render when there was none. */
    private static boolean follows(CandidateId task, int round, Story story) {
        if (!task.isFinal()) {
            return task.round() == round + 1;
        }
        boolean last = story.rounds.keySet().stream().noneMatch(r -> r > round);
        return last && task.index() == 0 && story.continuations.isEmpty();
    }

    private void run() {
        var submitted = story.submitted().orElse(null);
        if (submitted == null) {
            missing.add("the submission: without it no decision can be derived again");
            return;
        }
        Decision first = decide(
                new Observation.Submitted(submitted.spec()),
                startOf(0, submitted.spec().submittedAt()));
        compareTasks("round 0", first.tasks());
        boolean more = true;
        while (more && divergences.isEmpty()) {
            more = switch (state) {
                case JobState.Active active ->
                    switch (active.phase()) {
                        case Phase.Searching round -> endRound(round);
                        case Phase.Finalising finals -> endFinal(finals);
                    };
                case JobState.Ended ended -> goOn(ended);
                case null -> false;
            };
        }
        if (divergences.isEmpty() && missing.isEmpty() && outcomesSeen < story.outcomes.size()) {
            divergences.add("outcome " + outcomesSeen + ": the log holds an ending that nothing leads to");
        }
    }

    /** A continuation, when there is one. */
    private boolean goOn(JobState.Ended ended) {
        if (continued >= story.continuations.size()) {
            return false;
        }
        JobContinued next = story.continuations.get(continued++);
        JobState.Active resumable = ended.resumable();
        int round = resumable == null ? 0 : resumable.roundsUsed();
        Decision resumed = decide(Observation.of(next).orElseThrow(), startOf(round, next.requestedAt()));
        compareTasks("round " + round, resumed.tasks());
        return true;
    }

    private Instant startOf(int round, Instant otherwise) {
        return story.tasks.values().stream()
                .filter(t -> t.candidate().round() == round)
                .map(t -> t.notAfter().minus(roundDeadline))
                .min(Comparator.naturalOrder())
                .orElse(otherwise);
    }

    private Decision decide(Observation observation, Instant now) {
        Decision decision = controller.decide(state, observation, now);
        state = decision.state();
        return decision;
    }

    /** False when the log says no more. */
    private boolean endRound(Phase.Searching round) {
        RoundEvaluated recorded = story.rounds.get(round.round());
        OutcomeEvent outcome = nextOutcome();
        if (recorded == null) {
            return outcome != null && endEarly(round, outcome);
        }
        JobId id = Objects.requireNonNull(state).id();
        round.plan().forEach(p -> noteMissing(new CandidateId(id, round.round(), p.index())));
        Instant now = recorded.evaluatedAt();
        Decision last = null;
        int judged = 0;
        Set<Integer> planned = new TreeSet<>();
        round.plan().forEach(p -> planned.add(p.index()));
        for (CandidateFailed failure : story.failures.values()) {
            if (last == null && inRound(failure.candidate(), round, planned)) {
                last = ended(decide(observation(failure), now));
            }
        }
        List<ScoreEvent> cards = story.scores.values().stream()
                .filter(s -> inRound(s.candidate(), round, planned))
                .toList();
        for (ScoreEvent score : cards) {
            boolean counts = score instanceof ScoreEvent.CandidateScored;
            if (last == null && (!counts || judged < recorded.candidatesJudged())) {
                judged += counts ? 1 : 0;
                last = ended(decide(Observation.of(score).orElseThrow(), now));
            }
        }
        if (judged < recorded.candidatesJudged()) {
            missing.add("round " + round.round() + ": " + (recorded.candidatesJudged() - judged) + " of "
                    + recorded.candidatesJudged() + " scores (refinery.scores)");
            return false;
        }
        if (last == null) {
            last = ended(decide(new Observation.Tick(), now));
        }
        if (last == null) {
            divergences.add("round " + round.round() + ": evaluatedAt is " + now
                    + ", when candidates were still awaited and no deadline had passed");
            return false;
        }
        compare("round " + round.round(), recorded, last.evaluated());
        return afterDecision("round " + round.round(), last);
    }

    private void noteMissing(CandidateId task) {
        if (!story.tasks.containsKey(task)) {
            missing.add("the task of candidate " + task + " (refinery.tasks)");
        }
    }

    private static boolean inRound(CandidateId id, Phase.Searching round, Set<Integer> planned) {
        return id.round() == round.round() && planned.contains(id.index());
    }

    private static Observation observation(CandidateFailed failure) {
        return Observation.of(failure).orElseThrow();
    }

    private static @Nullable Decision ended(Decision decision) {
        return decision.evaluated() != null
                        || decision.outcome() != null
                        || !decision.tasks().isEmpty()
                ? decision
                : null;
    }

    /** The job ended in the middle of a round. */
    private boolean endEarly(Phase.Searching round, OutcomeEvent outcome) {
        Observation why = switch (outcome) {
            case OutcomeEvent.JobCanceled e -> new Observation.CancelRequested();
            case OutcomeEvent.JobExpired e -> new Observation.Tick();
            default ->
                story.failures.values().stream()
                        .filter(f -> f.fatal() && f.candidate().round() == round.round())
                        .findFirst()
                        .map(Review::observation)
                        .orElse(new Observation.Tick());
        };
        return afterDecision("round " + round.round(), decide(why, outcome.endedAt()));
    }

    private boolean endFinal(Phase.Finalising finals) {
        int attempt = finals.attempts().get(finals.attempts().size() - 1).attempt();
        CandidateId id = CandidateId.finalRender(Objects.requireNonNull(state).id(), attempt);
        OutcomeEvent outcome = nextOutcome();
        GenerationTask again = story.tasks.get(CandidateId.finalRender(id.job(), attempt + 1));
        Instant retried = again == null ? null : again.notAfter().minus(roundDeadline);
        if (outcome == null && retried == null) {
            return false;
        }
        boolean endsNow = outcome != null && (retried == null || !retried.isBefore(outcome.endedAt()));
        Instant now = endsNow ? Objects.requireNonNull(outcome).endedAt() : Objects.requireNonNull(retried);
        Observation observed = finalObservation(id, finals, outcome, endsNow, now);
        if (observed == null) {
            missing.add("the full-size render " + attempt + ": its score (refinery.scores)");
            return false;
        }
        return afterDecision("final " + attempt, decide(observed, now));
    }

    private @Nullable Observation finalObservation(
            CandidateId id, Phase.Finalising finals, @Nullable OutcomeEvent outcome, boolean endsNow, Instant now) {
        if (endsNow && outcome instanceof OutcomeEvent.JobCanceled) {
            return new Observation.CancelRequested();
        }
        if (endsNow && outcome instanceof OutcomeEvent.JobExpired) {
            return new Observation.Tick();
        }
        ScoreEvent score = story.scores.get(id);
        CandidateFailed failure = story.failures.get(id);
        if (score != null) {
            return Observation.of(score).orElseThrow();
        }
        if (failure != null) {
            return observation(failure);
        }
        return now.isBefore(finals.deadline()) ? null : new Observation.Tick();
    }

    /** Tasks and outcome of a decision against the log. */
    private boolean afterDecision(String where, Decision decision) {
        compareTasks(where, decision.tasks());
        OutcomeEvent derived = decision.outcome();
        if (derived != null) {
            OutcomeEvent recorded = nextOutcome();
            if (recorded == null) {
                divergences.add(where + ": the job should have ended here, but no ending is on the log");
                return false;
            }
            compare(where + ": outcome", recorded, derived);
            outcomesSeen++;
        }
        return true;
    }

    private @Nullable OutcomeEvent nextOutcome() {
        return outcomesSeen < story.outcomes.size() ? story.outcomes.get(outcomesSeen) : null;
    }

    /**
     * Tasks that the log does not hold are no divergence: they may still wait, or have waited when the job ended. That they ran shows
     * later.
     */
    private void compareTasks(String where, List<GenerationTask> derived) {
        decisions++;
        Instant deadline = null;
        for (GenerationTask task : derived) {
            tasks.put(task.candidate(), task);
            GenerationTask recorded = story.tasks.get(task.candidate());
            if (recorded != null) {
                Instant until = recorded.notAfter();
                compare(where + ": task " + task.candidate(), recorded, task.until(until));
                deadline = deadline == null || until.isAfter(deadline) ? until : deadline;
            } else if (task.candidate().isFinal() && ran(task.candidate())) {
                noteMissing(task.candidate());
            }
        }
        if (deadline != null && state instanceof JobState.Active active) {
            state = active.handedOut(deadline);
        }
    }

    private boolean ran(CandidateId candidate) {
        return story.scores.containsKey(candidate) || story.failures.containsKey(candidate);
    }

    private void compare(String where, Object recorded, @Nullable Object derived) {
        if (derived == null) {
            divergences.add(where + ": the log holds a decision where none is due");
            return;
        }
        differences(
                where, "", Json.mapper().valueToTree(recorded), Json.mapper().valueToTree(derived));
    }

    private void differences(String where, String path, JsonNode recorded, JsonNode derived) {
        if (recorded.isObject() && derived.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            recorded.fieldNames().forEachRemaining(names::add);
            derived.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                differences(where, path.isEmpty() ? name : path + "." + name, recorded.path(name), derived.path(name));
            }
        } else if (recorded.isArray() && derived.isArray() && recorded.size() == derived.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                differences(where, path + "[" + i + "]", recorded.get(i), derived.get(i));
            }
        } else if (!CanonicalJson.of(recorded).equals(CanonicalJson.of(derived))) {
            divergences.add(where + ": " + path + " is " + shortened(recorded) + " on the log, but the scores lead to "
                    + shortened(derived));
        }
    }

    private static String shortened(JsonNode node) {
        String text = node.isMissingNode() ? "nothing" : node.toString();
        return text.length() <= 120 ? text : text.substring(0, 120) + "...";
    }
}
