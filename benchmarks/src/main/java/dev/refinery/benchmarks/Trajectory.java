package dev.refinery.benchmarks;

import dev.refinery.benchmarks.SearchRun.Summary;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.refinement.Decision;
import dev.refinery.refinement.NoiseMaterializer;
import dev.refinery.refinement.Observation;
import dev.refinery.refinement.RefinementController;
import dev.refinery.refinement.SearchPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The candidates that one method made for one case and seed, in order, and what it would have delivered after how many.
 *
 * @param deliveries by growing {@code after}
 */
record Trajectory(String bench, long seed, String method, List<Made> made, List<Delivery> deliveries) {
    private static final int CLOSE_LOOK = 6;

    Trajectory {
        made = List.copyOf(made);
        deliveries = List.copyOf(deliveries);
    }

    /** A judged candidate, its latents and its guidance. */
    record Made(Scorecard card, List<Float> latents, Map<String, Double> guidance) {
        Made {
            latents = List.copyOf(latents);
        }
    }

    /** After {@code after} candidates the one at {@code index} would be delivered. */
    record Delivery(int after, int index) {}

    Made delivered(int budget) {
        Delivery last = deliveries.stream()
                .filter(d -> d.after() <= budget)
                .max(Comparator.comparingInt(Delivery::after))
                .orElseThrow(() -> new BenchFailure(method + " delivers nothing within " + budget + " candidates"));
        return made.get(last.index());
    }

    /** Candidates made until one scores at least {@code target}; one more than were made when none does. */
    int candidatesTo(double target, ToDoubleFunction<Scorecard> score) {
        return IntStream.range(0, made.size())
                        .filter(i -> score.applyAsDouble(made.get(i).card()) >= target)
                        .findFirst()
                        .orElse(made.size())
                + 1;
    }

    /**
     * Mean distance of the latents of the six best candidates among the first {@code budget}, as a share of that of
     * independent draws: 1 = as far apart as draws, 0 = equal.
     */
    double diversity(int budget) {
        List<List<Float>> best = made.stream()
                .limit(budget)
                .sorted(Comparator.comparingDouble((Made m) -> -Merit.chebyshev(m.card())))
                .limit(CLOSE_LOOK)
                .map(Made::latents)
                .toList();
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < best.size(); a++) {
            for (int b = 0; b < a; b++) {
                double squares = 0;
                for (int i = 0; i < best.get(a).size(); i++) {
                    double d = best.get(a).get(i) - best.get(b).get(i);
                    squares += d * d;
                }
                sum += Math.sqrt(squares / 2 / best.get(a).size());
                pairs++;
            }
        }
        return pairs == 0 ? 0 : sum / pairs;
    }

    /** Independent draws (the canonical candidate first), each budget's best by {@code merit}. */
    static Trajectory drawn(
            String method, List<Made> draws, BenchJob job, long seed, ToDoubleFunction<Scorecard> merit) {
        List<Delivery> deliveries = new ArrayList<>();
        int best = 0;
        for (int i = 0; i < draws.size(); i++) {
            if (merit.applyAsDouble(draws.get(i).card())
                    > merit.applyAsDouble(draws.get(best).card())) {
                best = i;
            }
            deliveries.add(new Delivery(i + 1, best));
        }
        return new Trajectory(job.name(), seed, method, draws, deliveries);
    }

    static List<Made> draws(Workbench bench, BenchJob job, long seed, int count, ExecutorService pool)
            throws InterruptedException {
        return make(
                bench,
                job,
                seed,
                IntStream.range(0, count)
                        .mapToObj(i -> Genome.of(
                                i == 0 ? NoiseProgram.CANONICAL : new NoiseProgram(List.of(new NoiseStep.Fresh(0, i))),
                                Map.of()))
                        .toList(),
                pool);
    }

    /** The same first round of draws, then what {@code plan} says, each budget's best by {@code merit}. */
    static Trajectory planned(
            String method,
            Workbench bench,
            BenchJob job,
            long seed,
            int budget,
            List<Made> firstRound,
            Plan plan,
            ToDoubleFunction<Scorecard> merit,
            ExecutorService pool)
            throws InterruptedException {
        List<Made> made = new ArrayList<>(firstRound);
        while (made.size() + firstRound.size() <= budget) {
            made.addAll(make(bench, job, seed, plan.next(made, firstRound.size()), pool));
        }
        return drawn(method, made, job, seed, merit);
    }

    /** Candidates of these genomes, in their order. */
    static List<Made> make(Workbench bench, BenchJob job, long seed, List<Genome> genomes, ExecutorService pool)
            throws InterruptedException {
        JobSpec spec = SearchRun.spec(job, seed, 1, 1);
        GenerationTask first = new RefinementController(bench.profile(), SearchPolicy.bestOfN())
                .decide(null, new Observation.Submitted(spec), spec.submittedAt())
                .tasks()
                .get(0);
        return make(
                bench,
                job,
                IntStream.range(0, genomes.size())
                        .mapToObj(i -> with(first, genomes.get(i), i))
                        .toList(),
                pool);
    }

    private static GenerationTask with(GenerationTask task, Genome genome, int index) {
        return new GenerationTask(
                new CandidateId(task.job(), 0, index),
                task.tenant(),
                task.lane(),
                task.purpose(),
                task.model(),
                task.prompt(),
                task.seed(),
                genome,
                task.references(),
                task.policy(),
                task.output(),
                task.width(),
                task.height(),
                task.format(),
                task.notAfter());
    }

    /** The service's own controller on a fixed budget, in rounds of {@code roundSize}. */
    static Trajectory searched(
            String method,
            Workbench bench,
            BenchJob job,
            long seed,
            int budget,
            int roundSize,
            SearchPolicy policy,
            ExecutorService pool)
            throws InterruptedException {
        RefinementController controller = new RefinementController(bench.profile(), policy);
        JobSpec spec = SearchRun.spec(job, seed, roundSize, Math.max(1, budget / roundSize));
        Decision decision = controller.decide(null, new Observation.Submitted(spec), spec.submittedAt());
        List<Made> made = new ArrayList<>();
        Map<CandidateId, Integer> index = new HashMap<>();
        List<Delivery> deliveries = new ArrayList<>();
        while (!decision.tasks().isEmpty() && decision.tasks().get(0).purpose() == Purpose.PREVIEW) {
            List<GenerationTask> tasks = decision.tasks();
            List<Made> round = make(bench, job, tasks, pool);
            for (int i = 0; i < tasks.size(); i++) {
                CandidateId id = tasks.get(i).candidate();
                index.put(id, made.size());
                made.add(round.get(i));
                decision = controller.decide(
                        decision.state(),
                        new Observation.Scored(
                                id,
                                bench.picture(job, tasks.get(i)),
                                round.get(i).card()),
                        spec.submittedAt());
            }
            CandidateId best =
                    decision.evaluated() == null ? null : decision.evaluated().best();
            Integer position = best == null ? null : index.get(best);
            if (position == null) {
                throw new BenchFailure("job " + job.name() + ": the round ended without a best candidate");
            }
            deliveries.add(new Delivery(made.size(), position));
        }
        return new Trajectory(job.name(), seed, method, made, deliveries);
    }

    private static List<Made> make(Workbench bench, BenchJob job, List<GenerationTask> tasks, ExecutorService pool)
            throws InterruptedException {
        List<Future<Scorecard>> running = tasks.stream()
                .map(task -> pool.submit(() -> bench.evaluate(job, task)))
                .toList();
        List<Made> made = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            GenerationTask task = tasks.get(i);
            List<Float> latents = new ArrayList<>();
            for (float z : NoiseMaterializer.materialize(
                    task.genome().noise(), task.seed(), bench.profile().latents())) {
                latents.add(z);
            }
            try {
                made.add(new Made(running.get(i).get(), latents, task.genome().guidance()));
            } catch (ExecutionException e) {
                throw new BenchFailure("a candidate could not be made: " + e.getCause(), e);
            }
        }
        return made;
    }

    Summary summary(int budget) {
        return Summary.of(delivered(budget).card());
    }
}
