package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.EventTypes;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.app.JobLog;

/** Appends to {@code refinery.jobs}. */
final class KafkaJobLog implements JobLog {
    private static final String SOURCE = "/gateway";

    private final AcknowledgedProducer producer;

    KafkaJobLog(AcknowledgedProducer producer) {
        this.producer = producer;
    }

    @Override
    @SuppressWarnings("try") // the step is only held
    public void append(JobEvent event) {
        EventCodec.Encoded encoded = EventCodec.encode(event, SOURCE, event.job() + "/" + EventTypes.nameOf(event));
        try (Step step = Step.sending("append job", Subject.of(event))) {
            Step.note("event", EventTypes.nameOf(event));
            producer.append(EventRecords.record(Topic.JOBS, encoded.key(), encoded));
        }
    }
}
