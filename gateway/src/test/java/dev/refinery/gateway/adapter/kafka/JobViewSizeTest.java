package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.FeedbackEvent.Verdict;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.QualityScore;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;
import org.junit.jupiter.api.Test;

/** The view of the largest job that continuing can lead to is still a record that a broker takes. */
class JobViewSizeTest {
    /** A broker's {@code message.max.bytes}, unless somebody changed it: of a batch as it is sent, compressed. */
    private static final int BROKER_TAKES = 1_048_588;

    private static final int PER_ROUND = 32;
    private static final List<String> NAMES = IntStream.range(0, JobSpec.MAX_REFERENCES)
            .mapToObj(i -> "n".repeat(38) + (10 + i))
            .toList();

    private final Random random = new Random(5);
    private final JobId job = JobId.of(JobEvents.START, 4, 4);

    @Test
    void theLargestViewIsTaken() {
        JobView view = JobView.EMPTY;
        int rounds = JobView.MAX_CANDIDATES / PER_ROUND;
        for (int round = 0; round < rounds; round++) {
            for (int index = 0; index < PER_ROUND; index++) {
                view = JobViewFold.apply(view, scored(round, index), JobEvents.START);
            }
            view = JobViewFold.apply(view, evaluated(round), JobEvents.START);
        }
        assertThat(view.candidates()).hasSize(JobView.MAX_CANDIDATES);
        assertThat(view.rounds()).hasSize(rounds);

        byte[] json = JsonSerde.of(JobView.class).serializer().serialize("any", view);
        int sent = MemoryRecords.withRecords(
                        Compression.lz4().build(),
                        new SimpleRecord(0, job.toString().getBytes(StandardCharsets.UTF_8), json))
                .sizeInBytes();
        assertThat(json.length).isLessThan(StreamsRuntime.MAX_RECORD_BYTES);
        assertThat(sent).isLessThan(BROKER_TAKES);
    }

    private CandidateScored scored(int round, int index) {
        CandidateId id = new CandidateId(job, round, index);
        ImageRef image = new ImageRef(
                "a-bucket-of-somebody", "tenant/candidates/" + id + ".png", hex(), "image/png", 2048, 2048);
        Cost cost = new Cost(random.nextDouble(), 30, 2_000_000);
        return new CandidateScored(id, image, hex(), List.of(), card(), cost);
    }

    private Scorecard card() {
        List<ReferenceScore> scores = NAMES.stream()
                .map(name -> new ReferenceScore(
                        name,
                        Role.SUBJECT,
                        random.nextDouble(),
                        random.nextDouble(),
                        0.78,
                        1,
                        null,
                        random.nextDouble(),
                        Map.of("delta_e_2000", random.nextDouble())))
                .toList();
        return new Scorecard(hex(), scores, new QualityScore(random.nextDouble(), 0.4, Map.of()));
    }

    private RoundEvaluated evaluated(int round) {
        Map<String, Double> numbers = new TreeMap<>();
        NAMES.forEach(name -> numbers.put(name, random.nextDouble()));
        return new RoundEvaluated(
                job,
                TenantId.DEFAULT,
                round,
                Verdict.REFINE,
                PER_ROUND,
                0,
                new CandidateId(job, round, 1),
                random.nextDouble(),
                card().references(),
                numbers,
                numbers,
                List.of(new CandidateId(job, round, 1)),
                Map.of("fresh", 2),
                "s".repeat(400),
                Instant.EPOCH,
                null);
    }

    private String hex() {
        StringBuilder hex = new StringBuilder();
        while (hex.length() < 64) {
            hex.append(Character.forDigit(random.nextInt(16), 16));
        }
        return hex.toString();
    }
}
