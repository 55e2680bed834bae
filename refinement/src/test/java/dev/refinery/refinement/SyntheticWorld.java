package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.score.Scorecard;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Drives a controller without a broker: generates, scores by distance to hidden optima that conflict a little, feeds
 * back. Each reference's score falls with the distance of its own latents to an optimum, and a bit with the others'.
 */
final class SyntheticWorld {
    final List<RoundEvaluated> rounds = new ArrayList<>();
    final List<GenerationTask> tasks = new ArrayList<>();
    JobState state;
    OutcomeEvent outcome;

    private final RefinementController controller;
    private final UnaryOperator<List<GenerationTask>> delivery;

    SyntheticWorld(SearchPolicy policy, UnaryOperator<List<GenerationTask>> delivery) {
        this(Fixtures.PROFILE, policy, delivery);
    }

    SyntheticWorld(GeneratorProfile generator, SearchPolicy policy, UnaryOperator<List<GenerationTask>> delivery) {
        this.controller = new RefinementController(generator, policy);
        this.delivery = delivery;
    }

    static SyntheticWorld inOrder(SearchPolicy policy) {
        return new SyntheticWorld(policy, t -> t);
    }

    SyntheticWorld run(JobSpec job) {
        Deque<Observation> queue = new ArrayDeque<>();
        queue.add(new Observation.Submitted(job));
        while (!queue.isEmpty()) {
            Decision decision = observe(queue.poll(), Fixtures.T0);
            for (GenerationTask task : delivery.apply(decision.tasks())) {
                queue.add(new Observation.Scored(
                        task.candidate(), Fixtures.image(task.candidate().toString()), judge(task)));
            }
        }
        return this;
    }

    Decision observe(Observation observation, Instant now) {
        Decision decision = controller.decide(state, observation, now);
        state = decision.state();
        tasks.addAll(decision.tasks());
        if (decision.evaluated() != null) {
            rounds.add(decision.evaluated());
        }
        if (decision.outcome() != null) {
            outcome = decision.outcome();
        }
        return decision;
    }

    private final Map<CandidateId, float[]> pictures = new HashMap<>();

    /** A start from a parent's picture mixes it with the noise, as noising it does. */
    private Scorecard judge(GenerationTask task) {
        float[] z = NoiseMaterializer.materialize(task.genome().noise(), task.seed(), Fixtures.SPACE);
        Genome.Parent parent = task.genome().parent();
        if (parent != null) {
            float[] from = pictures.get(parent.candidate());
            double kept = Math.sqrt(1 - parent.strength() * parent.strength());
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) (kept * from[i] + parent.strength() * z[i]);
            }
        }
        pictures.put(task.candidate(), z);
        double loss = task.purpose() == Purpose.FINAL ? 0.005 : 0;
        return Fixtures.card(near(z, 0, 1.1) - loss, near(z, 4, -0.8) - loss, near(z, 8, 0.9) - loss);
    }

    private static double near(float[] z, int from, double optimum) {
        double own = 0;
        double others = 0;
        for (int i = 0; i < z.length; i++) {
            boolean mine = i >= from && i < from + 4;
            double aim = mine ? (i % 2 == 0 ? optimum : -optimum) : 0;
            double d = (z[i] - aim) * (z[i] - aim);
            own += mine ? d : 0;
            others += mine ? 0 : d;
        }
        return 0.02 + 0.97 * Math.exp(-own / 9 - others / 90);
    }
}
