package dev.refinery.worker.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.JobEvent.JobCancelRequested;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.worker.Tasks;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class KafkaEventLogTest {
    private final CandidateId candidate = new CandidateId(Tasks.job(), 1, 2);

    @Test
    void candidatesAreKeyedByJob() throws Exception {
        CandidateFailed failed = new CandidateFailed(candidate, Tasks.TENANT, "render_failed", "why", null, false);
        ProducerRecord<byte[], byte[]> record = KafkaEventLog.record(failed);
        assertThat(record.topic()).isEqualTo(Topic.CANDIDATES.name());
        assertThat(new String(record.key())).isEqualTo(candidate.job().toString());
        assertThat(EventRecords.text(record.headers(), "ce_subject"))
                .isEqualTo(candidate.job().toString());
        assertThat(EventRecords.decode(record.headers(), record.value())).isEqualTo(failed);
    }

    @Test
    void usageIsKeyedByTenant() {
        ProducerRecord<byte[], byte[]> record = KafkaEventLog.record(
                new CandidateMetered(candidate, Tasks.TENANT, "generate", new Cost(0.1, 1, 5), Instant.now()));
        assertThat(record.topic()).isEqualTo(Topic.USAGE.name());
        assertThat(new String(record.key())).isEqualTo("acme");
        assertThat(EventRecords.text(record.headers(), "ce_id")).isEqualTo(candidate + "/generate");
    }

    @Test
    void writesNothingThatIsNotAWorkersToWrite() {
        assertThatThrownBy(() -> KafkaEventLog.record(new JobCancelRequested(candidate.job(), Instant.now())))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
