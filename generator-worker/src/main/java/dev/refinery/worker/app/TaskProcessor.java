package dev.refinery.worker.app;

import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.worker.domain.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Takes a delivered task to its verdict: attempts it, appends its events, and waits here for a while when the store or the
 * log is away (a task that is handed back too often would be lost). Thread-safe.
 */
public final class TaskProcessor implements Function<Delivery, Verdict> {
    private static final Logger LOG = Logger.getLogger(TaskProcessor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Function<GenerationTask, Outcome> attempt;
    private final EventLog log;
    private final Duration patience;
    private final Pause pause;
    private final WorkerObserver observer;
    private final Clock clock;

    /** How to wait; throws when the worker is to give the task back now. */
    @FunctionalInterface
    public interface Pause {
        void forAbout(Duration time) throws InterruptedException;
    }

    /** @param patience how long a task may wait here for something that is away */
    public TaskProcessor(
            Function<GenerationTask, Outcome> attempt,
            EventLog log,
            Duration patience,
            Pause pause,
            WorkerObserver observer,
            Clock clock) {
        this.attempt = attempt;
        this.log = log;
        this.patience = patience;
        this.pause = pause;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public Verdict apply(Delivery delivery) {
        GenerationTask task = delivery.task();
        Instant start = clock.instant();
        String result = "released";
        try {
            Instant giveUp = start.plus(patience);
            Duration wait = FIRST_PAUSE;
            while (true) {
                Step step = step(delivery);
                result = step.result();
                if (step.verdict() == Verdict.DONE
                        || !step.here()
                        || clock.instant().plus(wait).isAfter(giveUp)) {
                    return step.verdict();
                }
                LOG.warnf("task waits: code=%s candidate=%s", step.result(), task.candidate());
                pause.forAbout(wait);
                wait = wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.RETRY;
        } finally {
            LOG.debugf("task ended result=%s attempt=%d", result, delivery.attempt());
            observer.taskEnded(task.lane(), result, Duration.between(start, clock.instant()));
        }
    }

    private Step step(Delivery delivery) {
        GenerationTask task = delivery.task();
        Outcome outcome;
        if (delivery.last() && !clock.instant().isAfter(task.notAfter())) {
            // Earlier deliveries ended without a word: workers died or gave up. One more attempt might end the same
            // way,
            // and after this delivery nobody would be left to tell.
            outcome = GenerateCandidate.refuse(
                    task, "delivery_limit", "given up after " + delivery.attempt() + " deliveries", null, false);
        } else {
            outcome = attempted(task);
        }
        return switch (outcome) {
            case Outcome.Made made -> append("made", List.of(made.candidate(), made.usage()));
            case Outcome.Refused refused -> {
                LOG.warnf(
                        "candidate failed: code=%s candidate=%s fatal=%s",
                        refused.failure().code(),
                        refused.failure().candidate(),
                        refused.failure().fatal());
                yield append(refused.failure().code(), List.of(refused.failure()));
            }
            case Outcome.Dropped dropped ->
                new Step(Verdict.DONE, dropped.reason().name().toLowerCase(Locale.ROOT), false);
            case Outcome.Postponed postponed -> new Step(Verdict.RETRY, postponed.code(), postponed.here());
        };
    }

    private Outcome attempted(GenerationTask task) {
        try {
            return attempt.apply(task);
        } catch (RuntimeException e) {
            // A defect of ours. Repeating it would only hide it until the deliveries run out.
            LOG.errorf(e, "attempt broke: candidate=%s", task.candidate());
            return GenerateCandidate.refuse(task, "internal_error", String.valueOf(e.getMessage()), null, false);
        }
    }

    @SuppressWarnings("try") // the stage is only held
    private Step append(String result, List<? extends Event> events) {
        try (WorkerObserver.Running publish = observer.begins(Stage.PUBLISH)) {
            log.append(events);
            return new Step(Verdict.DONE, result, false);
        } catch (EventLogUnavailable e) {
            LOG.warnf("events not acknowledged: %s", e.getMessage());
            return new Step(Verdict.RETRY, "log_unavailable", true);
        }
    }

    private record Step(Verdict verdict, String result, boolean here) {}
}
