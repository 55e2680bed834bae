package dev.refinery.benchmarks;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One search of one job, preview rounds only: the service's own controller on a fixed budget. */
record SearchRun(String job, long seed, List<Round> rounds) {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    SearchRun {
        rounds = List.copyOf(rounds);
    }

    /**
     * The state of the search after a round.
     *
     * @param best the candidate that the controller would deliver
     * @param highestWorst the highest worst-reference score of any candidate so far
     */
    record Round(Summary best, double highestWorst) {}

    /** @param holdoutWorst null when a reference has no hold-out */
    record Summary(
            double worst,
            double mean,
            @Nullable Double holdoutWorst,
            @Nullable Double holdoutMean,
            boolean allGates) {
        static Summary of(Scorecard card) {
            List<ReferenceScore> judged =
                    card.references().stream().filter(ReferenceScore::judged).toList();
            List<Double> holdouts = judged.stream()
                    .map(ReferenceScore::holdout)
                    .filter(Objects::nonNull)
                    .toList();
            boolean known = !holdouts.isEmpty();
            return new Summary(
                    judged.stream().mapToDouble(ReferenceScore::score).min().orElse(0),
                    judged.stream().mapToDouble(ReferenceScore::score).average().orElse(0),
                    known ? holdouts.stream().mapToDouble(h -> h).min().orElse(0) : null,
                    known ? holdouts.stream().mapToDouble(h -> h).average().orElse(0) : null,
                    card.meetsAllGates());
        }
    }

    Round first() {
        return rounds.get(0);
    }

    Round last() {
        return rounds.get(rounds.size() - 1);
    }

    static SearchRun of(
            Workbench bench,
            BenchJob job,
            long seed,
            int candidates,
            int rounds,
            SearchPolicy policy,
            ExecutorService pool)
            throws InterruptedException {
        RefinementController controller = new RefinementController(bench.profile(), policy);
        JobSpec spec = spec(job, seed, candidates, rounds);
        List<Round> out = new ArrayList<>();
        Map<CandidateId, Scorecard> cards = new HashMap<>();
        Decision decision = controller.decide(null, new Observation.Submitted(spec), START);
        double highestWorst = 0;
        while (out.size() < rounds) {
            List<GenerationTask> tasks = decision.tasks();
            if (tasks.isEmpty() || tasks.stream().anyMatch(t -> t.purpose() == Purpose.FINAL)) {
                break;
            }
            List<Future<Scorecard>> running = tasks.stream()
                    .map(task -> pool.submit(() -> bench.evaluate(job, task)))
                    .toList();
            for (int i = 0; i < tasks.size(); i++) {
                Scorecard card = get(running.get(i));
                CandidateId id = tasks.get(i).candidate();
                cards.put(id, card);
                highestWorst = Math.max(highestWorst, Summary.of(card).worst());
                decision = controller.decide(
                        decision.state(), new Observation.Scored(id, bench.picture(job, tasks.get(i)), card), START);
            }
            CandidateId best =
                    decision.evaluated() == null ? null : decision.evaluated().best();
            Scorecard card = best == null ? null : cards.get(best);
            if (card == null) {
                throw new BenchFailure("job " + job.name() + ": the round ended without a best candidate");
            }
            out.add(new Round(Summary.of(card), highestWorst));
        }
        return new SearchRun(job.name(), seed, out);
    }

    private static Scorecard get(Future<Scorecard> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new BenchFailure("a candidate could not be made: " + e.getCause(), e);
        }
    }

    static JobSpec spec(BenchJob job, long seed, int candidates, int rounds) {
        return new JobSpec(
                JobId.of(START, seed, job.name().hashCode()),
                TenantId.DEFAULT,
                START,
                "compositor@1",
                job.prompt(),
                job.specs(),
                job.output(),
                new RefinementSpec(
                        RefinementSpec.DEFAULT_POLICY, rounds, candidates, RefinementSpec.OnMiss.RETURN_BEST),
                seed,
                Lane.BATCH,
                START.plus(Duration.ofDays(1)),
                START.plus(Duration.ofDays(2)),
                null,
                null,
                Map.of());
    }
}
