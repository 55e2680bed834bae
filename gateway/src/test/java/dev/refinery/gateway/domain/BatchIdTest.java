package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchIdTest {
    private static final Instant NOW = Instant.parse("2026-11-25T15:00:00.123Z");
    private final BatchId batch = BatchId.of(NOW, -1);

    @Test
    void itsJobsAreInTheOrderOfTheFileAndItsOwn() {
        List<JobId> jobs = IntStream.range(0, 70_000).mapToObj(batch::job).toList();
        assertThat(jobs).isSorted().doesNotHaveDuplicates().allMatch(batch::holds);
        assertThat(jobs.getLast().createdAt()).isEqualTo(NOW);
        assertThat(batch.createdAt()).isEqualTo(NOW);
    }

    @Test
    void theJobsOfAnotherBatchOfTheSameInstantAreNotItsOwn() {
        assertThat(batch.holds(BatchId.of(NOW, 7).job(3))).isFalse();
        assertThat(batch.holds(BatchId.of(NOW.plusMillis(1), -1).job(3))).isFalse();
    }

    @Test
    void whatIsNoIdIsRefused() {
        for (String text : List.of("", "batch_", "batch_0", batch + "0", "batch_" + "f".repeat(26), "../batch_x")) {
            assertThatThrownBy(() -> new BatchId(text)).as(text).isInstanceOf(InvalidValueException.class);
        }
        assertThat(new BatchId(batch.value())).isEqualTo(batch);
    }
}
