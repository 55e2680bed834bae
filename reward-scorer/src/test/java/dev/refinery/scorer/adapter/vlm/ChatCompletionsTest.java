package dev.refinery.scorer.adapter.vlm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.Reason;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardMetrics;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.vlm.VisionJudgeUnavailableException;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.adapter.rewards.PolicyJudge;
import dev.refinery.scorer.adapter.vlm.ChatCompletions.Endpoint;
import dev.refinery.scorer.adapter.vlm.FakeChatServer.Reply;
import dev.refinery.scorer.app.CandidateScoring;
import dev.refinery.scorer.app.PictureLoader;
import dev.refinery.scorer.app.ReferencePixels;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.Stored;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A policy that names a vision judge, against a server that speaks the protocol. */
class ChatCompletionsTest {
    private static final byte[] POLICY = """
            name: seen
            version: "1"
            quality: {gate: 0}
            roles:
              subject: {gate: 0.5, masked: not judged}
              background: {gate: 0.5, masked: not judged}
              style: {gate: 0.5, metrics: [{name: vlm, model: fake-vision, rubric: "1", midpoint: 0.5, scale: 0.1}]}
              lighting: {gate: 0.5, masked: not judged}
              pose: {gate: 0.5, masked: not judged}
            """.getBytes(UTF_8);
    private static final Raster PHOTO = Raster.filled(40, 30, 200, 20, 20, 255);
    private static final Raster MADE = Raster.filled(40, 30, 20, 20, 200, 255);

    private static Endpoint endpoint(FakeChatServer server, Duration timeout, int parallelism) {
        return new Endpoint(server.base(), "key-1", timeout, 3, Duration.ofMillis(4), parallelism, 2, 10);
    }

    private static CandidateJudge judge(VisionJudges judges) {
        return new CandidateJudge(
                RewardPolicies.parseForBuiltInMetrics(POLICY), RewardMetrics.builtIn(), Encoders.none(), judges, 4);
    }

    private static ReferenceScore score(CandidateJudge judge) {
        Reference style = new Reference(
                "art", Role.STYLE, new ImageRef("b", "k", "0".repeat(64), "image/png", 40, 30), null, 1, null, null);
        return judge.judge(
                        new JudgedCandidate(MADE, List.of(), Map.of()),
                        List.of(new JudgedReference(style, PHOTO, null)))
                .references()
                .getFirst();
    }

    private static ReferenceScore score(Function<JsonNode, Reply> answers) throws IOException {
        try (FakeChatServer server = new FakeChatServer(answers)) {
            return score(judge(new ChatCompletions(endpoint(server, Duration.ofSeconds(10), 2))));
        }
    }

    private static boolean photoComesFirst(JsonNode request) {
        return request.at("/messages/0/content/1/text").asText().equals("Reference:");
    }

    @Test
    void asksInBothOrdersAndRecordsWhatItCost() throws Exception {
        try (FakeChatServer server = new FakeChatServer(request -> FakeChatServer.says(
                photoComesFirst(request) ? "{\"score\": 8, \"reason\": \"close\"}" : "```json\n{\"score\": 6}\n```"))) {
            ReferenceScore score = score(judge(new ChatCompletions(endpoint(server, Duration.ofSeconds(10), 2))));

            assertThat(score.masked()).isNull();
            assertThat(score.raw()).isCloseTo(0.7, within(1e-12));
            assertThat(score.parts())
                    .containsEntry("vlm_score", 8.0)
                    .containsEntry("vlm_score_swapped", 6.0)
                    .containsEntry("vlm_prompt_tokens", 2000.0)
                    .containsEntry("vlm_completion_tokens", 40.0);
            assertThat(score.parts().get("vlm_cost")).isCloseTo((2000 * 2 + 40 * 10) / 1e6, within(1e-12));
            assertThat(server.authorizations).containsOnly("Bearer key-1");
            assertThat(server.requests).hasSize(2);
            JsonNode first = server.requests.getFirst();
            assertThat(first.get("model").asText()).isEqualTo("fake-vision");
            assertThat(first.at("/messages/0/content/0/text").asText()).contains("artistic style");
            assertThat(red(first, 2)).isGreaterThan(150);
            assertThat(red(first, 4)).isLessThan(60);
            assertThat(red(server.requests.getLast(), 2)).isLessThan(60);
        }
    }

    private static int red(JsonNode request, int part) throws Exception {
        String url =
                request.at("/messages/0/content/" + part + "/image_url/url").asText();
        byte[] jpeg = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
        return ImageDecoder.decode(jpeg, ImageLimits.DEFAULT).sample(10, 10, 0);
    }

    static Stream<Arguments> useless() {
        return Stream.of(
                Arguments.of(FakeChatServer.says("I would say eight"), "did not answer in JSON"),
                Arguments.of(FakeChatServer.says("{\"score\": 8.5}"), "no integer from 0 to 10"),
                Arguments.of(FakeChatServer.says("{\"score\": 11}"), "no integer from 0 to 10"),
                Arguments.of(FakeChatServer.says(""), "no integer from 0 to 10"),
                Arguments.of(new Reply(200, "<html>"), "no JSON"),
                Arguments.of(
                        new Reply(200, "{\"choices\":[{\"message\":{\"refusal\":\"I cannot\"}}]}"),
                        "the model refused: I cannot"),
                Arguments.of(new Reply(401, "{}"), "answers 401"));
    }

    @ParameterizedTest
    @MethodSource("useless")
    void whatIsNoRatingIsMaskedAndNotAskedAgain(Reply reply, String reason) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ReferenceScore score = score(request -> {
            asked.incrementAndGet();
            return reply;
        });
        assertThat(score.masked()).contains(reason);
        assertThat(score.score()).isZero();
        assertThat(asked).hasValue(1);
    }

    @Test
    void aJudgeThatFavoursAPlaceIsNotBelieved() throws Exception {
        assertThat(score(request -> FakeChatServer.says("{\"score\": " + (photoComesFirst(request) ? 9 : 3) + "}"))
                        .masked())
                .contains("contradicts itself: 9 and 3");
    }

    @Test
    void busyServersAreAskedAgainAFewTimes() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        assertThat(score(request -> asked.incrementAndGet() % 3 == 0
                                ? FakeChatServer.says("{\"score\": 7}")
                                : new Reply(asked.get() % 3 == 1 ? 429 : 503, "{}"))
                        .raw())
                .isCloseTo(0.7, within(1e-12));
        assertThat(asked).hasValue(6);

        asked.set(0);
        assertThat(score(request -> {
                            asked.incrementAndGet();
                            return new Reply(429, "{}");
                        })
                        .masked())
                .contains("answers 429, 3 times");
        assertThat(asked).hasValue(3);
    }

    @Test
    void slowServersAreGivenUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeChatServer server = new FakeChatServer(request -> {
            try {
                over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return FakeChatServer.says("{\"score\": 7}");
        })) {
            ReferenceScore score = score(judge(new ChatCompletions(endpoint(server, Duration.ofMillis(200), 2))));
            assertThat(score.masked()).contains("did not answer within PT0.2S");
            over.countDown();
        }
    }

    @Test
    void neverAsksMoreAtATimeThanAllowed() throws Exception {
        try (FakeChatServer server = new FakeChatServer(request -> FakeChatServer.says("{\"score\": 7}"))) {
            CandidateJudge judge = judge(new ChatCompletions(endpoint(server, Duration.ofSeconds(20), 2)));
            IntStream.range(0, 24)
                    .parallel()
                    .forEach(i -> assertThat(score(judge).masked()).isNull());
            assertThat(server.requests).hasSize(48);
            assertThat(server.mostOpen.get()).isLessThanOrEqualTo(2);
        }
    }

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    private ImageRef picture(String key, Raster pixels) {
        Stored stored = store.put(key, ImageEncoder.png(pixels), "image/png");
        return new ImageRef(store.bucket(), key, stored.sha256(), "image/png", pixels.width(), pixels.height());
    }

    /** The whole way of a candidate through the scorer, to the bytes of its event and back. */
    private CandidateScored scored(Function<JsonNode, Reply> answers) throws Exception {
        PolicyDocuments published = new PolicyDocuments(store);
        published.publish(TenantId.DEFAULT, "seen@1", POLICY);
        PictureLoader loader = new PictureLoader(store, ImageLimits.DEFAULT);
        try (FakeChatServer server = new FakeChatServer(answers)) {
            CandidateScoring scoring = new CandidateScoring(
                    loader,
                    new ReferencePixels(loader, 4),
                    PolicyJudge.load(
                            List.of(),
                            published,
                            Encoders.none(),
                            new ChatCompletions(endpoint(server, Duration.ofSeconds(10), 2))));
            Reference style = new Reference("art", Role.STYLE, picture("photo", PHOTO), null, 1, null, null);
            Reference mug = new Reference("mug", Role.SUBJECT, picture("photo", PHOTO), null, 1, null, null);
            ScoreEvent event = scoring.score(TestJobs.candidate(
                    new CandidateId(TestJobs.job(Instant.EPOCH, 1, 1).id(), 0, 0),
                    picture("made", MADE),
                    List.of(style, mug),
                    "seen@1"));
            EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "1");
            return (CandidateScored) EventCodec.decode(encoded.headers().get("ce_type"), encoded.value());
        }
    }

    private static Reply says(int score, String reason) {
        return FakeChatServer.says(Json.mapper()
                .createObjectNode()
                .put("score", score)
                .put("reason", reason)
                .toString());
    }

    @Test
    void itsReasonsStayWithTheScore() throws Exception {
        assertThat(scored(request -> says(8, "The line is thinner.")).reasons())
                .containsExactly(Map.entry("art", "The line is thinner."));
        assertThat(scored(request -> photoComesFirst(request) ? says(8, "Thinner line.") : says(7, "Colder palette."))
                        .reasons())
                .containsExactly(Map.entry("art", "Thinner line. / swapped: Colder palette."));
        assertThat(scored(request -> photoComesFirst(request) ? says(8, " ") : says(7, "Colder."))
                        .reasons())
                .containsExactly(Map.entry("art", "Colder."));
        assertThat(scored(request -> says(8, "")).reasons()).isNull();
    }

    @Test
    void neitherLongNorBrokenReasonsSpoilTheEvent() throws Exception {
        String reason = "\\ud83c " + "\u20ac\\n".repeat(100_000);
        CandidateScored scored = scored(request -> FakeChatServer.says("{\"score\": "
                + (photoComesFirst(request) ? 8 : 7) + ", \"reason\": \"" + (photoComesFirst(request) ? "a" : "b")
                + reason + "\"}"));
        assertThat(scored.scorecard().references().getFirst().masked()).isNull();
        assertThat(scored.reasons().get("art"))
                .hasSizeBetween(250, Reason.MAX_LENGTH)
                .startsWith("a \u20ac \u20ac")
                .contains(" / swapped: b \u20ac \u20ac");
    }

    @Test
    void aJudgeThatRefusesInBrokenCharactersIsMaskedWithWhatCanBeWritten() throws Exception {
        CandidateScored scored = scored(
                request -> new Reply(200, "{\"choices\":[{\"message\":{\"refusal\":\"No \\ud83c\\u001b way\"}}]}"));
        assertThat(scored.scorecard().references().getFirst().masked()).endsWith("the model refused: No way");
        assertThat(scored.reasons()).isNull();
    }

    @Test
    void aPolicyThatNamesItIsRefusedWhereNoneIsConfigured() {
        assertThatThrownBy(() -> judge(VisionJudges.none()))
                .isInstanceOf(VisionJudgeUnavailableException.class)
                .hasMessageContaining("fake-vision")
                .hasMessageContaining("refinery.vlm.base-url");
    }
}
