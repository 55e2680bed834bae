package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.domain.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TaskProcessorTest {
    private final GenerationTask task = Tasks.preview(Tasks.job(), 0, Tasks.references(new InMemoryObjectStore()));
    private final FakeLog log = new FakeLog();
    private final CountingObserver observer = new CountingObserver();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.now();

    @Test
    void isDoneOnlyAfterTheEventsAreAcknowledged() {
        CandidateFailed failure = failure("render_failed");
        assertThat(process(script(new Outcome.Refused(failure)), first())).isEqualTo(Verdict.DONE);
        assertThat(log.appended).containsExactly(failure);
        assertThat(observer.results).containsExactly("render_failed");
    }

    @Test
    void triesAgainHereWhileTheLogDoesNotAnswer() {
        log.failures = 2;
        assertThat(process(script(refusals(3)), first())).isEqualTo(Verdict.DONE);
        assertThat(pauses).hasSize(2);
        assertThat(log.appended).hasSize(1);
    }

    @Test
    void waitsLongerEachTimeAndHandsTheTaskBackAtTheEndOfItsPatience() {
        Function<GenerationTask, Outcome> away = t -> new Outcome.Postponed("store_unavailable", true);
        assertThat(process(away, first())).isEqualTo(Verdict.RETRY);
        assertThat(pauses).startsWith(Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(pauses).allMatch(p -> p.compareTo(Duration.ofSeconds(5)) <= 0);
        assertThat(log.appended).isEmpty();
        assertThat(observer.results).containsExactly("store_unavailable");
    }

    @Test
    void handsATaskBackAtOnceWhenWaitingHereDoesNotHelp() {
        assertThat(process(script(new Outcome.Postponed("out_of_memory", false)), first()))
                .isEqualTo(Verdict.RETRY);
        assertThat(pauses).isEmpty();
    }

    @Test
    void handsATaskBackWhenItIsInterruptedWhileWaiting() {
        Function<GenerationTask, Outcome> away = t -> new Outcome.Postponed("store_unavailable", true);
        TaskProcessor processor = new TaskProcessor(
                away,
                log,
                Duration.ofSeconds(30),
                time -> {
                    throw new InterruptedException();
                },
                observer,
                clock());
        assertThat(processor.apply(first())).isEqualTo(Verdict.RETRY);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void onTheLastDeliveryItReportsRatherThanTries() {
        Function<GenerationTask, Outcome> never = t -> {
            throw new AssertionError("must not be attempted");
        };
        assertThat(process(never, new Delivery(task, 5, true))).isEqualTo(Verdict.DONE);
        assertThat(log.appended).singleElement().satisfies(event -> {
            CandidateFailed failed = (CandidateFailed) event;
            assertThat(failed.code()).isEqualTo("delivery_limit");
            assertThat(failed.candidate()).isEqualTo(task.candidate());
            assertThat(failed.fatal()).isFalse();
        });
    }

    @Test
    void aDefectIsReportedAndNotRepeated() {
        Function<GenerationTask, Outcome> broken = t -> {
            throw new IllegalStateException("off by one");
        };
        assertThat(process(broken, first())).isEqualTo(Verdict.DONE);
        assertThat(log.appended)
                .singleElement()
                .satisfies(event -> assertThat(((CandidateFailed) event).code()).isEqualTo("internal_error"));
    }

    @Test
    void aDroppedTaskIsDoneWithoutEvents() {
        assertThat(process(script(new Outcome.Dropped(Outcome.Reason.EXPIRED)), first()))
                .isEqualTo(Verdict.DONE);
        assertThat(log.appended).isEmpty();
        assertThat(observer.results).containsExactly("expired");
    }

    private Delivery first() {
        return new Delivery(task, 1, false);
    }

    private Verdict process(Function<GenerationTask, Outcome> attempt, Delivery delivery) {
        return new TaskProcessor(
                        attempt,
                        log,
                        Duration.ofSeconds(30),
                        time -> {
                            pauses.add(time);
                            now = now.plus(time);
                        },
                        observer,
                        clock())
                .apply(delivery);
    }

    private Outcome[] refusals(int count) {
        Outcome[] outcomes = new Outcome[count];
        Arrays.fill(outcomes, new Outcome.Refused(failure("render_failed")));
        return outcomes;
    }

    private CandidateFailed failure(String code) {
        return new CandidateFailed(task.candidate(), task.tenant(), code, "why", null, false);
    }

    private static Function<GenerationTask, Outcome> script(Outcome... outcomes) {
        Deque<Outcome> left = new ArrayDeque<>(List.of(outcomes));
        return t -> left.removeFirst();
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneId.of("UTC");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    private static final class FakeLog implements EventLog {
        private final List<Event> appended = new ArrayList<>();
        private int failures;

        @Override
        public void append(List<? extends Event> events) throws EventLogUnavailable {
            if (failures > 0) {
                failures--;
                throw new EventLogUnavailable("down", new IllegalStateException());
            }
            appended.addAll(events);
        }

        @Override
        public void close() {}
    }
}
