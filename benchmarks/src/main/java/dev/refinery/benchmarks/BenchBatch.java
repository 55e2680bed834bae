package dev.refinery.benchmarks;

import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.StopReason;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.BudgetPool;
import dev.refinery.refinement.BudgetPool.Grant;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.JobState;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The items of a batch, each run by the service's controller to its end, finals and all. */
final class BenchBatch {
    private final List<Run> runs;

    private BenchBatch(List<Run> runs) {
        this.runs = runs;
    }

    /** Every item on its own. */
    static BenchBatch run(
            Workbench bench, List<BenchJob> jobs, long seed, int candidates, int rounds, ExecutorService pool)
            throws InterruptedException {
        List<Run> runs = new ArrayList<>();
        for (BenchJob job : jobs) {
            Run run = new Run(bench, job, seed, candidates, rounds);
            run.observe(new Observation.Submitted(run.spec), pool);
            runs.add(run);
        }
        return new BenchBatch(runs);
    }

    /** Hands what is left to the items that fell short, until nothing is left or nobody can be helped. */
    void passOn(ExecutorService pool) throws InterruptedException {
        List<Grant> grants = grants();
        while (!grants.isEmpty()) {
            for (Grant grant : grants) {
                for (Run run : runs) {
                    if (run.spec.id().equals(grant.job())) {
                        run.goOn(grant.rounds(), pool);
                    }
                }
            }
            grants = grants();
        }
    }

    private List<Grant> grants() {
        return BudgetPool.grants(runs.stream().map(Run::item).toList());
    }

    RolloverCommand.Spent spent() {
        return new RolloverCommand.Spent(runs.stream().mapToInt(r -> r.judged).sum(), (int)
                runs.stream().filter(r -> r.shortfall() == 0).count());
    }

    /** One item. */
    private static final class Run {
        final BenchJob job;
        final JobSpec spec;
        int judged;

        private final Workbench bench;
        private final RefinementController controller;
        private final int promised;
        private int limit;
        private @Nullable JobState state;
        private @Nullable OutcomeEvent outcome;

        Run(Workbench bench, BenchJob job, long seed, int candidates, int rounds) {
            this.bench = bench;
            this.job = job;
            this.spec = SearchRun.spec(job, 1_000_003L * seed + job.name().hashCode(), candidates, rounds);
            this.controller = new RefinementController(bench.profile(), SearchPolicy.standard());
            this.promised = candidates * rounds;
            this.limit = promised;
        }

        BudgetPool.Item item() {
            boolean helpable = outcome instanceof JobSucceeded s
                    && s.explanation() != null
                    && s.explanation().reason() != StopReason.INFEASIBLE
                    && shortfall() > 0;
            return new BudgetPool.Item(
                    spec.id(),
                    promised,
                    limit,
                    judged,
                    spec.refinement().candidates(),
                    true,
                    helpable ? shortfall() : null);
        }

        double shortfall() {
            return outcome instanceof JobSucceeded s
                    ? BudgetPool.shortfall(s.results().get(0).scorecard())
                    : Double.MAX_VALUE;
        }

        void goOn(int rounds, ExecutorService pool) throws InterruptedException {
            limit = judged + rounds * spec.refinement().candidates();
            observe(new Observation.Continued(rounds), pool);
        }

        void observe(Observation observation, ExecutorService pool) throws InterruptedException {
            List<GenerationTask> tasks = step(observation);
            while (!tasks.isEmpty()) {
                List<Future<Scorecard>> cards = tasks.stream()
                        .map(task -> pool.submit(() -> bench.evaluate(job, task)))
                        .toList();
                List<GenerationTask> next = List.of();
                for (int i = 0; i < tasks.size(); i++) {
                    GenerationTask task = tasks.get(i);
                    judged += task.purpose() == Purpose.PREVIEW ? 1 : 0;
                    next = step(new Observation.Scored(task.candidate(), bench.picture(job, task), get(cards.get(i))));
                }
                tasks = next;
            }
        }

        /** @return what is to be made next */
        private List<GenerationTask> step(Observation observation) {
            Decision decision = controller.decide(state, observation, spec.submittedAt());
            state = decision.state();
            outcome = decision.outcome() == null ? outcome : decision.outcome();
            return decision.tasks();
        }

        private static Scorecard get(Future<Scorecard> card) throws InterruptedException {
            try {
                return card.get();
            } catch (ExecutionException e) {
                throw new BenchFailure("a candidate could not be made: " + e.getCause(), e);
            }
        }
    }
}
