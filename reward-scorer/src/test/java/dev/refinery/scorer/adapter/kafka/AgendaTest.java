package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final Instant T0 = Instant.parse("2026-11-01T10:00:00Z");
    private final Agenda agenda = new Agenda();

    @Test
    void namesWhatIsDueInOrderOfTime() {
        JobId first = JobId.of(T0, 1, 1);
        JobId second = JobId.of(T0, 1, 2);
        agenda.put(second, T0.plusSeconds(1));
        agenda.put(first, T0.plusSeconds(2));
        assertThat(agenda.due(T0)).isEmpty();
        assertThat(agenda.due(T0.plusSeconds(2))).containsExactly(second, first);
    }

    @Test
    void laterEntryReplacesTheEarlier() {
        JobId job = JobId.of(T0, 1, 1);
        agenda.put(job, T0);
        agenda.put(job, T0.plusSeconds(9));
        assertThat(agenda.due(T0.plusSeconds(8))).isEmpty();
        agenda.remove(job);
        assertThat(agenda.due(T0.plusSeconds(99))).isEmpty();
    }
}
