package dev.refinery.rescore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobSucceeded;
import dev.refinery.contracts.event.OutcomeEvent.Quality;
import dev.refinery.contracts.event.OutcomeEvent.Result;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.StackHome;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.s3.MinioObjectStore;
import dev.refinery.storage.s3.S3Config;
import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command against a real broker and a real S3 server that hold what a scorer left there. */
@dev.refinery.testbackends.Backends
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RescoreIT {
    private static final List<Topic> TOPICS = List.of(Topic.CANDIDATES, Topic.SCORES, Topic.OUTCOMES);
    private final CandidateJudge catalog = new CandidateJudge(RewardPolicies.load("catalog@1"));
    private final JobId good = JobId.of(Instant.EPOCH, 1, 1);
    private final JobId poor = JobId.of(Instant.EPOCH, 2, 2);
    private KafkaBackend kafka;
    private S3Backend s3;
    private ObjectStore store;
    private KafkaProducer<String, byte[]> producer;
    private Raster scene;
    private Reference background;

    @BeforeAll
    void leaveWhatAScorerLeaves(@TempDir Path folder) throws Exception {
        kafka = KafkaBackend.start(folder.resolve("kafka"));
        s3 = S3Backend.start(folder.resolve("s3"));
        store = MinioObjectStore.connect(
                new S3Config(s3.endpoint(), s3.region(), s3.bucket(), s3.accessKey(), s3.secretKey()));
        store.ensureBucket();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(TOPICS.stream()
                            .map(t -> new NewTopic(t.name(), t.partitions(), (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        scene = picture(0);
        background = new Reference("scene", Role.BACKGROUND, store("ref/scene.png", scene), null, 1, null, null);

        // One job delivered the scene itself, the other something else; a third candidate's pixels have expired.
        Scorecard kept = judge(new CandidateId(good, CandidateId.FINAL_ROUND, 0), scene);
        succeed(new CandidateId(good, CandidateId.FINAL_ROUND, 0), kept, Quality.ACCEPTED);
        judge(new CandidateId(good, 0, 0), scene);
        judge(new CandidateId(good, 0, 1), picture(1));
        store.delete("cand/" + new CandidateId(good, 0, 1));
        Scorecard lost = judge(new CandidateId(poor, CandidateId.FINAL_ROUND, 0), picture(2));
        succeed(new CandidateId(poor, CandidateId.FINAL_ROUND, 0), lost, Quality.BELOW_GATE);
        producer.flush();
        assertThat(kept.meetsAllGates()).isTrue();
        assertThat(lost.meetsAllGates()).isFalse();
    }

    @AfterAll
    void stop() {
        producer.close();
        store.close();
        s3.close();
        kafka.close();
    }

    private static Raster picture(int kind) {
        byte[] rgba = new byte[96 * 64 * 4];
        for (int y = 0; y < 64; y++) {
            for (int x = 0; x < 96; x++) {
                int i = 4 * (y * 96 + x);
                double wave = switch (kind) {
                    case 0 -> Math.sin(x / 5.0) + Math.cos(y / 9.0);
                    case 1 -> Math.sin((x + y) / 4.0) + Math.sin(y / 3.0);
                    default -> Math.cos((x - 2 * y) / 7.0) + Math.sin(x * y / 90.0);
                };
                rgba[i] = (byte) (120 + 50 * wave);
                rgba[i + 1] = (byte) (110 + 40 * wave + 10 * kind);
                rgba[i + 2] = (byte) (90 + 30 * wave);
                rgba[i + 3] = (byte) 255;
            }
        }
        return Raster.of(96, 64, rgba);
    }

    private ImageRef store(String key, Raster raster) {
        byte[] png = ImageEncoder.png(raster);
        return new ImageRef(
                store.bucket(),
                key,
                store.put(key, png, "image/png").sha256(),
                "image/png",
                raster.width(),
                raster.height());
    }

    private Scorecard judge(CandidateId id, Raster raster) throws Exception {
        ImageRef image = store("cand/" + id, raster);
        Scorecard card = catalog.judge(
                new JudgedCandidate(raster, List.of(), Map.of()),
                List.of(new JudgedReference(background, scene, null)));
        send(
                Topic.CANDIDATES,
                new CandidateGenerated(
                        id,
                        TenantId.DEFAULT,
                        id.isFinal() ? Purpose.FINAL : Purpose.PREVIEW,
                        image,
                        "a".repeat(64),
                        List.of(background),
                        "catalog@1",
                        List.of(),
                        new Cost(0.1, 1, 1)));
        send(Topic.SCORES, new CandidateScored(id, image, "a".repeat(64), List.of(), card, null));
        return card;
    }

    private void succeed(CandidateId id, Scorecard card, Quality quality) throws Exception {
        ImageRef image = new ImageRef(store.bucket(), "cand/" + id, "0".repeat(64), "image/png", 96, 64);
        send(
                Topic.OUTCOMES,
                new JobSucceeded(
                        id.job(),
                        TenantId.DEFAULT,
                        quality,
                        List.of(new Result(id, new CandidateId(id.job(), 0, 0), image, card)),
                        1,
                        1,
                        "done",
                        Instant.EPOCH,
                        null));
    }

    private void send(Topic topic, Event event) throws Exception {
        EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "id");
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), encoded.key(), encoded.value());
        encoded.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(UTF_8)));
        producer.send(record).get();
    }

    private static byte[] policy(String version, double gate, double qualityGate) {
        return """
                name: other
                version: "%s"
                quality: {gate: %s}
                roles:
                  subject: {gate: 0.5, masked: not judged}
                  background: {gate: %s, metrics: [{name: background-fidelity, midpoint: 0.615, scale: 0.099}]}
                  style: {gate: 0.5, masked: not judged}
                  lighting: {gate: 0.5, masked: not judged}
                  pose: {gate: 0.5, masked: not judged}
                """.formatted(version, qualityGate, gate).getBytes(UTF_8);
    }

    private record Answer(int code, String out, String err) {}

    private Answer rescore(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "REFINERY_S3_ENDPOINT", s3.endpoint().toString(),
                "REFINERY_S3_REGION", s3.region(),
                "REFINERY_S3_BUCKET", s3.bucket(),
                "REFINERY_S3_ACCESS_KEY", s3.accessKey(),
                "REFINERY_S3_SECRET_KEY", s3.secretKey());
        int code = RescoreMain.run(
                new BackendFinder(new StackHome(Path.of("nowhere")), environment),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                args);
        return new Answer(code, out.toString(), err.toString());
    }

    private JsonNode report(String... args) throws Exception {
        Answer answer = rescore(args);
        assertThat(answer.err()).isEmpty();
        assertThat(answer.code()).isZero();
        return Json.mapper().readTree(answer.out());
    }

    private static String flip(JsonNode report, JobId job) {
        for (JsonNode entry : report.get("jobs")) {
            if (entry.get("job").asText().equals(job.toString())) {
                return entry.get("flip").asText();
            }
        }
        return "absent";
    }

    @Test
    void aStricterPolicyRejectsWhatWasAccepted() throws Exception {
        new PolicyDocuments(store).publish(TenantId.DEFAULT, "other@strict", policy("strict", 0.9999, 0));

        JsonNode report = report("--policy", "other@strict", "--json");

        assertThat(flip(report, good)).isEqualTo("to_below_gate");
        assertThat(flip(report, poor)).isEqualTo("none");
        assertThat(report.get("candidates").asInt()).isEqualTo(3);
        assertThat(report.get("gone").asInt()).isEqualTo(1);
        JsonNode role = report.get("roles").get(0);
        assertThat(role.get("role").asText()).isEqualTo("background");
        // The same metric and calibration: only the gate differs.
        assertThat(role.get("mean_shift").asDouble()).isZero();
        assertThat(role.get("rank_correlation").asDouble()).isEqualTo(1);
        assertThat(rescore("--policy", "other@strict").out())
                .contains("1 accepted -> below gate", "1 candidates left out", good + "  to_below_gate");
    }

    @Test
    void aLenientDraftAcceptsWhatWasBelowItsGate(@TempDir Path folder) throws Exception {
        Path draft = folder.resolve("draft.yaml");
        java.nio.file.Files.write(draft, policy("lenient", 0, 0));

        JsonNode report = report("--document", draft.toString(), "--json", "--jobs", poor.toString());

        assertThat(report.get("jobs")).hasSize(1);
        assertThat(flip(report, poor)).isEqualTo("to_accepted");
    }

    @Test
    void nothingIsCommittedOrPublished() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Map<TopicPartition, Long> before = ends(admin);
            report("--policy", "catalog@1", "--json", "--since", "P1D");
            assertThat(ends(admin)).isEqualTo(before);
            assertThat(admin.listGroups().all().get())
                    .extracting(group -> group.groupId())
                    .noneMatch(group -> group.startsWith("refinery-rescore"));
        }
    }

    private static Map<TopicPartition, Long> ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> all = TOPICS.stream()
                .flatMap(t -> java.util.stream.IntStream.range(0, t.partitions())
                        .mapToObj(i -> new TopicPartition(t.name(), i)))
                .collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> offsets =
                admin.listOffsets(all).all().get();
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    @Test
    void whatIsNotThereIsSaid() {
        Answer unknown = rescore("--policy", "nobody@9");
        assertThat(unknown.code()).isEqualTo(1);
        assertThat(unknown.err()).contains("there is no policy nobody@9", "catalog@1");
        Answer learned = rescore("--policy", "embeddings-draft@0");
        assertThat(learned.code()).isEqualTo(1);
        assertThat(learned.err()).contains("encoder");
        assertThat(rescore().code()).isEqualTo(2);
        assertThat(Set.of(
                        rescore("--policy", "catalog@1", "--since", "yesterday").code()))
                .containsExactly(1);
    }
}
