package dev.refinery.worker.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.app.CountingObserver;
import dev.refinery.worker.app.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TaskIntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    private final CountingObserver observer = new CountingObserver();
    private final TaskIntake intake = new TaskIntake(
            delivery -> Verdict.DONE,
            new DeadLetters(new MockProducer<>()),
            5,
            observer,
            Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aTasksWaitIsTimedOnItsFirstDeliveryOnly() {
        intake.work(delivered(NOW.minusSeconds(3), 1));
        intake.work(delivered(NOW.minusSeconds(40), 2));

        assertThat(observer.waits).containsExactly(Duration.ofSeconds(3));
    }

    @Test
    void aClockThatIsBehindTheControllersMakesNoNegativeWait() {
        intake.work(delivered(NOW.plusSeconds(1), 1));

        assertThat(observer.waits).containsExactly(Duration.ZERO);
    }

    private static ConsumerRecord<byte[], byte[]> delivered(Instant written, int delivery) {
        GenerationTask task = Tasks.preview(Tasks.job(), 0, Tasks.references(new InMemoryObjectStore()));
        EventCodec.Encoded event = EventCodec.encode(task, "/test", "1");
        return new ConsumerRecord<>(
                "refinery.tasks.batch",
                0,
                7,
                written.toEpochMilli(),
                TimestampType.CREATE_TIME,
                1,
                1,
                event.key().getBytes(StandardCharsets.UTF_8),
                event.value(),
                EventRecords.headers(event),
                Optional.empty(),
                Optional.of((short) delivery));
    }
}
