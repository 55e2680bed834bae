package dev.refinery.scorer.adapter.kafka;

import dev.refinery.backends.kafka.DeadLetter;
import dev.refinery.backends.kafka.EventRecords;
import dev.refinery.backends.kafka.Reader;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.event.UsageEvent.CandidateMetered;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.scorer.app.CandidateScoring;
import dev.refinery.scorer.app.ScoringReport;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jboss.logging.Logger;

/**
 * Deals with one record of the candidates topic: judges it, publishes score and usage, waits for the acknowledgements.
 * Waits and tries again while the object store or Kafka is down; puts aside what can never be read.
 */
public final class CandidateDesk implements ScoringConsumer.CandidateHandler {
    private static final Logger LOG = Logger.getLogger(CandidateDesk.class);
    private static final String STAGE = "score";

    private final CandidateScoring scoring;
    private final Producer<String, byte[]> producer;
    private final ScoringReport report;
    private final Clock clock;
    private final Duration firstPause;
    private final Duration longestPause;
    private final AtomicInteger waiting = new AtomicInteger();

    public CandidateDesk(
            CandidateScoring scoring,
            Producer<String, byte[]> producer,
            ScoringReport report,
            Clock clock,
            Duration firstPause,
            Duration longestPause) {
        this.scoring = scoring;
        this.producer = producer;
        this.report = report;
        this.clock = clock;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
    }

    /** False while some candidate waits for the object store or Kafka to come back. */
    public boolean healthy() {
        return waiting.get() == 0;
    }

    @Override
    @SuppressWarnings("try") // the step is only held
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        Event event;
        try {
            event = EventRecords.decode(record.headers(), record.value());
        } catch (UndecodableEventException e) {
            putAside(record, e.getMessage() == null ? "undecodable" : e.getMessage());
            return;
        }
        if (event instanceof CandidateGenerated candidate) {
            try (Step step = Step.received("judge", record.headers(), Subject.of(candidate))) {
                judge(record, candidate);
            }
        }
    }

    private void judge(ConsumerRecord<String, byte[]> record, CandidateGenerated candidate)
            throws InterruptedException {
        long start = System.nanoTime();
        ScoreEvent score;
        try {
            score = untilItWorks("judging", () -> scoring.score(candidate));
        } catch (RuntimeException e) {
            LOG.errorf(e, "candidate cannot be judged candidate=%s", candidate.candidate());
            putAside(record, e.toString());
            score = new CandidateUnscorable(
                    candidate.candidate(), "scoring_failed", e.getClass().getSimpleName());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String id = candidate.candidate() + "/score";
        CandidateMetered usage = new CandidateMetered(
                candidate.candidate(),
                candidate.tenant(),
                STAGE,
                new Cost(took.toNanos() / 1e9, 0, 0),
                clock.instant());
        send(List.of(
                record(Topic.SCORES, candidate.job().toString(), score, id),
                record(Topic.USAGE, candidate.tenant().value(), usage, id)));
        String result = score instanceof CandidateUnscorable u ? u.code() : "scored";
        Step.note("result", result);
        report.judged(result, took);
    }

    private void putAside(ConsumerRecord<String, byte[]> record, String reason) throws InterruptedException {
        LOG.warnf(
                "record put aside topic=%s partition=%d offset=%d reason=%s",
                record.topic(), record.partition(), record.offset(), reason);
        send(List.of(DeadLetter.of(record, Reader.SCORING, reason)));
        report.deadLettered();
    }

    private static ProducerRecord<String, byte[]> record(Topic topic, String key, Event event, String id) {
        return EventRecords.record(topic, key, EventCodec.encode(event, KafkaClients.SOURCE, id));
    }

    private void send(List<ProducerRecord<String, byte[]>> records) throws InterruptedException {
        untilItWorks("publishing", () -> {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(r -> sent.add(producer.send(r)));
            for (Future<RecordMetadata> acknowledgement : sent) {
                acknowledgement.get();
            }
            return true;
        });
    }

    private interface Attempt<T> {
        T run() throws ExecutionException, InterruptedException;
    }

    private <T> T untilItWorks(String what, Attempt<T> attempt) throws InterruptedException {
        Duration pause = firstPause;
        boolean counted = false;
        try {
            while (true) {
                try {
                    return attempt.run();
                } catch (StoreUnavailable | StoreRefused | ExecutionException e) {
                    LOG.warnf("%s failed, trying again in %s: %s", what, pause, e.getMessage());
                }
                if (!counted) {
                    waiting.incrementAndGet();
                    counted = true;
                }
                Thread.sleep(pause);
                Duration doubled = pause.multipliedBy(2);
                pause = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
            }
        } finally {
            if (counted) {
                waiting.decrementAndGet();
            }
        }
    }
}
