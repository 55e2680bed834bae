package dev.refinery.worker.adapter.images;

import static dev.refinery.worker.adapter.images.PaintServer.holding;
import static dev.refinery.worker.adapter.images.PaintServer.retryAfter;
import static dev.refinery.worker.adapter.images.PaintServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.event.CandidateEvent.CandidateFailed;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.provenance.ProvenanceStamp;
import dev.refinery.provenance.Verification;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.adapter.images.PaintServer.Received;
import dev.refinery.worker.app.CutoutGate;
import dev.refinery.worker.app.GenerateCandidate;
import dev.refinery.worker.app.WorkerObserver;
import dev.refinery.worker.config.ImagesApiServerConfig;
import dev.refinery.worker.domain.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker's use case over a server that speaks the protocol, on this machine. */
class ImagesApiTest {
    private static final String MODEL = "paint@1";
    private static final Duration PATIENT = Duration.ofSeconds(120);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final JobId job = Tasks.job();
    private final Reference bottle =
            Tasks.reference(store, "bottle", Role.SUBJECT, Raster.filled(40, 60, 200, 10, 10, 255), null);
    private final Reference meadow =
            Tasks.reference(store, "meadow", Role.BACKGROUND, Raster.filled(60, 40, 20, 180, 30, 255), null);
    private final AtomicBoolean canceled = new AtomicBoolean();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final AtomicReference<Double> spent = new AtomicReference<>(0.0);
    private final ProviderMeter meter = new ProviderMeter() {
        @Override
        public void called(String server, String result, Duration took) {
            calls.merge(server + "/" + result, 1, Integer::sum);
        }

        @Override
        public void spent(String model, double dollars) {
            spent.accumulateAndGet(dollars, Double::sum);
        }
    };
    private PaintServer server;

    @BeforeEach
    void start() throws IOException {
        server = new PaintServer();
        bundle("paint", """
                {"schema": 1, "name": "paint", "version": "1", "kind": "images-api", "description": "", "license": "none",
                 "server": "studio", "model": "paint-large", "roles": {"subject": {"max": 2}, "background": {"max": 1}},
                 "maxReferences": 3, "sizes": {"min": 64, "max": 512, "multiple": 16}, "fields": {"response_format": "b64_json"},
                 "seed": {"field": "seed", "bits": 31}, "controls": {"guidance_scale": {"min": 1, "max": 9}}, "price": 0.04}
                """);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void allThatTheTaskHoldsArrivesAndWhatIsDrawnIsStored() throws Exception {
        Genome genome = new Genome(
                new NoiseProgram(List.of(new NoiseStep.Fresh(0, 3))),
                Map.of("meadow", 0.5),
                Map.of("guidance_scale", 12.0),
                null);
        Outcome.Made outcome = (Outcome.Made) attempt(task(0, genome));

        Received request = server.received.getFirst();
        assertThat(request.headers())
                .containsEntry("authorization", "Bearer " + PaintServer.KEY)
                .containsKey("idempotency-key");
        assertThat(new TreeMap<>(request.fields()))
                .containsOnlyKeys("guidance_scale", "model", "n", "prompt", "response_format", "seed", "size")
                .containsEntry("model", "paint-large")
                .containsEntry("n", "1")
                .containsEntry("size", "128x96")
                .containsEntry("guidance_scale", "9")
                .containsEntry("response_format", "b64_json");
        assertThat(request.fields().get("prompt"))
                .startsWith("bottle (image 1) in a meadow, by hello@meadow.example")
                .contains("image 2 as the background")
                .contains("Most important of all is image 2 (meadow, background)");
        assertThat(Long.parseLong(request.fields().get("seed"))).isBetween(0L, (1L << 31) - 1);
        assertThat(request.pictures()).extracting(PaintServer.Picture::part).containsOnly("image[]");
        assertThat(request.pictures())
                .extracting(PaintServer.Picture::fileName)
                .containsExactly("subject-1.png", "background-2.png");
        assertThat(request.pictures()).extracting(PaintServer.Picture::red).containsExactly(200, 20);

        CandidateGenerated made = outcome.candidate();
        Raster picture = picture(made);
        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(128, 96));
        assertThat(picture.sample(10, 10, 0)).as("the bottle's stripe").isEqualTo(200);
        assertThat(picture.sample(120, 10, 1)).as("the meadow's stripe").isEqualTo(180);
        assertThat(picture.sample(10, 90, 2))
                .isEqualTo((int) (Long.parseLong(request.fields().get("seed")) & 255));
        assertThat(made.placements()).isEmpty();
        assertThat(made.cost().price()).isEqualTo(0.04);
        assertThat(made.cost().deviceSeconds()).isPositive();
        assertThat(made.cost().functionEvaluations()).isEqualTo(1);
        assertThat(outcome.usage().cost()).isEqualTo(made.cost());
        assertThat(calls).containsOnly(Map.entry("studio/ok", 1));
        assertThat(spent.get()).isEqualTo(0.04);
    }

    @Test
    void aGenomeHasItsSeedAndACandidateItsKey() throws Exception {
        Genome one = fresh(1);
        attempt(task(0, one));
        attempt(task(1, one));
        attempt(task(2, fresh(2)));
        List<String> seeds =
                server.received.stream().map(r -> r.fields().get("seed")).toList();
        assertThat(seeds.get(1)).isEqualTo(seeds.get(0)).isNotEqualTo(seeds.get(2));
        assertThat(server.received)
                .extracting(r -> r.headers().get("idempotency-key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void theParentComesAsOneMorePictureAndIsSpokenOf() throws Exception {
        CandidateGenerated first = made(task(0, fresh(1)));
        Genome child = new Genome(
                fresh(2).noise(), Map.of(), Map.of(), new Genome.Parent(first.candidate(), first.image(), 0.3));
        made(task(1, child));
        Received request = server.received.get(1);
        assertThat(request.pictures())
                .extracting(PaintServer.Picture::fileName)
                .containsExactly("subject-1.png", "background-2.png", "attempt-3.png");
        assertThat(request.pictures().get(2).pixels().rgba())
                .isEqualTo(picture(first).rgba());
        assertThat(request.fields().get("prompt"))
                .contains("Image 3 is an earlier attempt")
                .contains("stay close");

        store.delete(first.image().key());
        assertThat(refused(task(2, child)).code()).isEqualTo("parent_unreadable");
    }

    @Test
    void aTaskThatComesAgainFindsItsPictureAndPaysNothing() throws Exception {
        CandidateGenerated first = made(task(0, fresh(1)));
        server.next(holding(Raster.filled(128, 96, 0, 0, 0, 255)));
        CandidateGenerated again = made(task(0, fresh(1)));
        assertThat(again.image()).isEqualTo(first.image());
        assertThat(again.cost().price()).as("told again, counted once").isEqualTo(0.04);
        assertThat(server.received).hasSize(1);
        assertThat(spent.get()).isEqualTo(0.04);
    }

    @Test
    void whoStoredFirstIsRight() throws Exception {
        GenerationTask task = task(0, fresh(1));
        byte[] other = dev.refinery.imaging.ImageEncoder.png(Raster.filled(128, 96, 9, 9, 9, 255));
        server.next((s, exchange, request) -> {
            store.put(ObjectKeys.candidate(task.candidate(), Tasks.TENANT, "png"), other, "image/png");
            holding(Raster.filled(128, 96, 0, 0, 0, 255)).to(s, exchange, request);
        });
        assertThat(store.get(made(task).image().key(), null)).isEqualTo(other);
    }

    @Test
    void theFinalRenderIsTheWinnersOwnPictureAndCostsNothing() throws Exception {
        CandidateGenerated winner = made(task(3, fresh(3)));
        for (ImageFormat format : ImageFormat.values()) {
            GenerationTask task = finalTask(format, winner.candidate());
            CandidateGenerated result = made(task);
            byte[] file = store.get(result.image().key(), result.image().sha256());
            assertThat(result.image().mediaType()).isEqualTo(format.mediaType());
            assertThat(Verification.of(file, List.of()).manifest()).isNotNull();
            assertThat(result.cost().price()).isNull();
            assertThat(result.cost().functionEvaluations()).isZero();
            if (format == ImageFormat.PNG) {
                assertThat(ImageDecoder.decode(file, ImageLimits.DEFAULT).rgba())
                        .isEqualTo(picture(winner).rgba());
            }
            assertThat(made(task).image()).as("delivered again").isEqualTo(result.image());
        }
        assertThat(server.received).hasSize(1);
        store.delete(winner.image().key());
        CandidateFailed gone = refused(finalTask(ImageFormat.PNG, winner.candidate()));
        assertThat(gone.code()).isEqualTo("winner_gone");
        assertThat(gone.fatal()).isFalse();
        CandidateFailed unknown = refused(finalTask(ImageFormat.PNG, null));
        assertThat(unknown.code()).isEqualTo("winner_unknown");
    }

    @Test
    void waitsAsLongAsABusyServerAsksAndSendsTheSameAgain() throws Exception {
        server.next(retryAfter(429, "1")).next(status(500, "{}"));
        Instant start = Instant.now();
        made(task(0, fresh(1)));
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(server.received).hasSize(3);
        assertThat(server.received)
                .extracting(Received::body)
                .containsOnly(server.received.getFirst().body());
        assertThat(server.received)
                .extracting(r -> r.headers().get("idempotency-key"))
                .containsOnly(server.received.getFirst().headers().get("idempotency-key"));
        assertThat(calls)
                .containsOnly(
                        Map.entry("studio/provider_busy", 1),
                        Map.entry("studio/provider_failed", 1),
                        Map.entry("studio/ok", 1));
    }

    @Test
    void aPauseThatIsLongerThanTheTaskIsNotWaited() throws Exception {
        server.next(retryAfter(503, "3600"));
        assertThat(attempt(task(0, fresh(1)))).isEqualTo(new Outcome.Postponed("provider_busy", true));
        assertThat(server.received).hasSize(1);
    }

    @Test
    void failuresThatMayPassPostponeTheTaskUntilItsTimeIsNearlyOver() throws Exception {
        for (int i = 0; i < 6; i++) {
            server.next(status(502, "oops"));
        }
        assertThat(attempt(task(0, fresh(1)))).isEqualTo(new Outcome.Postponed("provider_failed", true));
        CandidateFailed failed = refused(task(0, fresh(1), Duration.ofSeconds(9)));
        assertThat(failed.code()).isEqualTo("provider_failed");
        assertThat(failed.fatal()).isFalse();
        assertThat(failed.message()).contains("502");
        assertThat(server.received).hasSize(6);
    }

    @Test
    void aServerThatSaysItIsOverIsBelieved() throws Exception {
        server.next((s, exchange, request) -> {
            exchange.getResponseHeaders().add("x-should-retry", "false");
            status(500, "{\"error\":{\"code\":\"edit_failed\"}}").to(s, exchange, request);
        });
        CandidateFailed failed = refused(task(0, fresh(1)));
        assertThat(failed.code()).isEqualTo("provider_failed");
        assertThat(failed.fatal()).isFalse();
        assertThat(server.received).hasSize(1);
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForLongerThanAllowed() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.next((s, exchange, request) -> hold(over));
        try (ImagesApiModels models = models(config(server.base(), PaintServer.KEY, SHORT, 1))) {
            assertThat(attempt(models, task(0, fresh(1)))).isEqualTo(new Outcome.Postponed("provider_timeout", true));
        } finally {
            over.countDown();
        }
        assertThat(calls).containsOnly(Map.entry("studio/provider_timeout", 1));
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (ImagesApiModels models =
                models(config(URI.create("http://127.0.0.1:" + port + "/v1"), null, PATIENT, 3))) {
            assertThat(attempt(models, task(0, fresh(1))))
                    .isEqualTo(new Outcome.Postponed("provider_unavailable", true));
        }
        assertThat(calls)
                .as("once: the task waits, not the call")
                .containsOnly(Map.entry("studio/provider_unavailable", 1));
    }

    @Test
    void aWrongKeyIsWaitedForToBeMendedAndNeverTold() throws Exception {
        try (ImagesApiModels models = models(config(server.base(), "sk-wrong", PATIENT, 3))) {
            assertThat(attempt(models, task(0, fresh(1))))
                    .isEqualTo(new Outcome.Postponed("provider_unauthorized", true));
            Outcome.Refused late = (Outcome.Refused) attempt(models, task(0, fresh(1), Duration.ofSeconds(9)));
            assertThat(late.failure().code()).isEqualTo("provider_unauthorized");
            assertThat(late.failure().message()).doesNotContain("sk-wrong");
        }
        assertThat(server.received).hasSize(2);
        assertThat(new ImagesApiServer.Settings("s", server.base(), "sk-wrong", SHORT, 1, SHORT, 1).toString())
                .doesNotContain("sk-wrong");
    }

    @Test
    void whatAFilterStopsLeavesOtherCandidatesAChance() throws Exception {
        server.next(status(
                        400,
                        "{\"error\":{\"code\":\"moderation_blocked\",\"message\":\"stopped, key " + PaintServer.KEY
                                + "\"}}"))
                .next(status(400, "{\"error\":{\"code\":\"invalid_model\",\"message\":\"no such model\"}}"));
        CandidateFailed filtered = refused(task(0, fresh(1)));
        assertThat(filtered.code()).isEqualTo("provider_refused");
        assertThat(filtered.fatal()).isFalse();
        assertThat(filtered.message()).contains("stopped").doesNotContain(PaintServer.KEY);
        CandidateFailed wrong = refused(task(1, fresh(2)));
        assertThat(wrong.fatal()).isTrue();
        assertThat(wrong.message()).contains("no such model");
        assertThat(spent.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "",
                "null",
                "{\"data\":[]}",
                "{\"data\":[{\"revised_prompt\":\"x\"}]}",
                "{\"data\":[{\"b64_json\":\"=====\"}]}",
                "{\"data\":[{\"b64_json\":\"aGVsbG8=\"}]}",
                "{\"data\":[{\"url\":\"::\"}]}",
            })
    void anAnswerWithoutAPictureFailsTheCandidateAlone(String body) throws Exception {
        server.next(status(200, body));
        CandidateFailed failed = refused(task(0, fresh(1)));
        assertThat(failed.code()).isEqualTo("provider_answer_invalid");
        assertThat(failed.fatal()).isFalse();
        assertThat(server.received).as("it was paid for: nobody asks again").hasSize(1);
    }

    @Test
    void aPictureThatClaimsToBeHugeIsNotDecoded() throws Exception {
        ByteBuffer png = ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'})
                .putInt(30_000)
                .putInt(30_000)
                .put(new byte[] {8, 6, 0, 0, 0});
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(png.array(), 12, 17);
        png.putInt((int) crc.getValue());
        server.next(holding(Base64.getEncoder().encodeToString(png.array())));
        CandidateFailed failed = refused(task(0, fresh(1)));
        assertThat(failed.code()).isEqualTo("provider_answer_invalid");
        assertThat(failed.message()).contains("30000");
    }

    @Test
    void anAnswerWithoutEndIsBrokenOff() throws Exception {
        server.next((s, exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 20];
            try (var out = exchange.getResponseBody()) {
                for (int i = 0; i < 200; i++) {
                    out.write(block);
                }
            } catch (IOException e) {
                // As it should be.
            }
        });
        CandidateFailed failed = refused(task(0, fresh(1)));
        assertThat(failed.code()).isEqualTo("provider_answer_invalid");
        assertThat(failed.message()).contains("longer than");
    }

    @Test
    void aPictureOfAnotherSizeIsBroughtToSize() throws Exception {
        server.next(holding(Raster.filled(300, 100, 7, 8, 9, 255)));
        Raster picture = picture(made(task(0, fresh(1))));
        assertThat(List.of(picture.width(), picture.height())).isEqualTo(List.of(128, 96));
        assertThat(picture.sample(64, 48, 1)).isEqualTo(8);
    }

    @Test
    void anAddressOnTheServerIsFetchedAndNoOther() throws Exception {
        server.next(status(200, "{\"data\":[{\"url\":\"/files/a.png\"}]}"));
        assertThat(picture(made(task(0, fresh(1)))).sample(5, 5, 2)).isEqualTo(3);
        assertThat(server.fetched).containsExactly("/files/a.png");
        try (PaintServer other = new PaintServer()) {
            for (String url : List.of(
                    other.base().resolve("/files/b.png").toString(),
                    "http://169.254.169.254/x",
                    "file:///etc/passwd",
                    "//10.0.0.1/x")) {
                server.next(status(200, "{\"data\":[{\"url\":\"" + url + "\"}]}"));
                CandidateFailed failed = refused(task(server.received.size(), fresh(2)));
                assertThat(failed.code()).as(url).isEqualTo("provider_answer_invalid");
                assertThat(failed.message()).contains("b64_json");
            }
            assertThat(other.fetched).isEmpty();
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        server.next((s, exchange, request) -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        CandidateFailed failed = refused(task(0, fresh(1)));
        assertThat(failed.code()).isEqualTo("provider_refused");
        assertThat(failed.fatal()).isTrue();
    }

    @Test
    void aCancellationBreaksTheCallOff() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        server.next((s, exchange, request) -> {
            canceled.set(true);
            hold(over);
        });
        GenerationTask task = task(0, fresh(1));
        assertThat(attempt(task)).isEqualTo(new Outcome.Dropped(Outcome.Reason.CANCELED));
        over.countDown();
        assertThat(store.head(ObjectKeys.candidate(task.candidate(), Tasks.TENANT, "png")))
                .isEmpty();
        assertThat(calls).containsOnly(Map.entry("studio/canceled", 1));
    }

    @Test
    void aWorkerThatStopsGivesTheTaskBack() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread worker = Thread.ofPlatform().start(() -> {
            try {
                outcome.complete(attempt(task(0, fresh(1))));
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });
        server.next((s, exchange, request) -> {
            worker.interrupt();
            hold(over);
        });
        await().until(outcome::isDone);
        over.countDown();
        assertThat(outcome.get()).isEqualTo(new Outcome.Postponed("draining", false));
    }

    @Test
    void noMoreCallsThanAllowedAreMadeAtATime() throws Exception {
        List<Integer> together = new ArrayList<>();
        AtomicReference<Integer> now = new AtomicReference<>(0);
        for (int i = 0; i < 4; i++) {
            server.next((s, exchange, request) -> {
                synchronized (together) {
                    together.add(now.accumulateAndGet(1, Integer::sum));
                }
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
                now.accumulateAndGet(-1, Integer::sum);
                holding(Raster.filled(128, 96, 0, 0, 0, 255)).to(s, exchange, request);
            });
        }
        try (ImagesApiModels models = models(config(server.base(), PaintServer.KEY, PATIENT, 1))) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                GenerationTask task = task(i, fresh(i));
                outcomes.add(CompletableFuture.supplyAsync(() -> attempt(models, task), Thread::startVirtualThread));
            }
            for (CompletableFuture<Outcome> outcome : outcomes) {
                assertThat(outcome.get()).isInstanceOf(Outcome.Made.class);
            }
        }
        assertThat(together).hasSize(4).allSatisfy(n -> assertThat(n).isLessThanOrEqualTo(2));
    }

    @Test
    void aModelWhoseServerIsNotConfiguredStandsInNobodysWay() throws Exception {
        bundle("other", """
                {"schema": 1, "name": "other", "version": "1", "kind": "images-api", "license": "none", "server": "elsewhere",
                 "model": "m", "roles": {"subject": {"max": 1}}, "maxReferences": 1, "sizes": {"list": ["1024x1024"]}}
                """);
        try (ImagesApiModels models = models(config(server.base(), PaintServer.KEY, PATIENT, 1))) {
            CandidateFailed failed =
                    ((Outcome.Refused) attempt(models, task("other@1", 0, fresh(1), PATIENT))).failure();
            assertThat(failed.code()).isEqualTo("provider_unconfigured");
            assertThat(failed.message()).contains("refinery.images-api.servers.elsewhere.base-url");
            assertThat(failed.fatal()).isTrue();
            assertThat(attempt(models, task(1, fresh(1)))).isInstanceOf(Outcome.Made.class);
            assertThat(((Outcome.Refused) attempt(models, task("third@1", 2, fresh(1), PATIENT)))
                            .failure()
                            .code())
                    .isEqualTo("unknown_model");
        }
    }

    @Test
    void whatTheModelCannotDoIsRefused() throws Exception {
        GenerationTask knob = task(0, new Genome(NoiseProgram.CANONICAL, Map.of(), Map.of("contrast", 1.0), null));
        assertThat(refused(knob).code()).isEqualTo("invalid_genome");
        Reference pose = Tasks.reference(store, "pose", Role.POSE, Tasks.scene(), null);
        assertThat(refused(task(MODEL, 1, fresh(1), PATIENT, 128, 96, List.of(pose)))
                        .code())
                .isEqualTo("references_not_honoured");
        Reference second = Tasks.reference(store, "second", Role.BACKGROUND, Tasks.scene(), null);
        assertThat(refused(task(MODEL, 2, fresh(1), PATIENT, 128, 96, List.of(meadow, second)))
                        .code())
                .isEqualTo("too_many_references");
        CandidateFailed size = refused(task(MODEL, 3, fresh(1), PATIENT, 1024, 96, List.of(bottle)));
        assertThat(size.code()).isEqualTo("unsupported_size");
        assertThat(size.message()).contains("64 to 512");
        store.delete(bottle.image().key());
        CandidateFailed gone = refused(task(4, fresh(1)));
        assertThat(gone.code()).isEqualTo("reference_unreadable");
        assertThat(gone.reference()).isEqualTo("bottle");
        assertThat(server.received).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://host/v1", "https:///v1", "https://user:word@host/v1", "https://host/v1?key=1", "host/v1"})
    void anAddressThatIsNoneStopsTheStart(String base) {
        assertThatThrownBy(() -> models(config(URI.create(base), null, PATIENT, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refinery.images-api.servers.studio.base-url");
    }

    private void bundle(String name, String manifest) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name).resolve("1"));
        Files.writeString(home.resolve("bundle.json"), manifest);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Genome fresh(int index) {
        return Genome.of(new NoiseProgram(List.of(new NoiseStep.Fresh(0, index))), Map.of());
    }

    private GenerationTask task(int index, Genome genome) {
        return task(index, genome, PATIENT);
    }

    private GenerationTask task(int index, Genome genome, Duration time) {
        return task(MODEL, index, genome, time);
    }

    private GenerationTask task(String model, int index, Genome genome, Duration time) {
        return task(model, index, genome, time, 128, 96, List.of(bottle, meadow));
    }

    private GenerationTask task(
            String model, int index, Genome genome, Duration time, int width, int height, List<Reference> references) {
        return new GenerationTask(
                new CandidateId(job, 0, index),
                Tasks.TENANT,
                Lane.BATCH,
                Purpose.PREVIEW,
                model,
                "@bottle in a meadow, by hello@meadow.example",
                42,
                genome,
                references,
                "catalog@1",
                new OutputSpec(1, width, height, ImageFormat.PNG, null, null),
                width,
                height,
                ImageFormat.PNG,
                Instant.now().plus(time));
    }

    private GenerationTask finalTask(ImageFormat format, @Nullable CandidateId winner) {
        return new GenerationTask(
                CandidateId.finalRender(job, format.ordinal()),
                Tasks.TENANT,
                Lane.BATCH,
                Purpose.FINAL,
                MODEL,
                "@bottle",
                42,
                fresh(3),
                List.of(bottle, meadow),
                "catalog@1",
                new OutputSpec(1, 128, 96, format, null, null),
                128,
                96,
                format,
                Instant.now().plus(PATIENT),
                null,
                winner);
    }

    private Raster picture(CandidateGenerated made) throws Exception {
        return ImageDecoder.decode(store.get(made.image().key(), made.image().sha256()), ImageLimits.DEFAULT);
    }

    private CandidateGenerated made(GenerationTask task) throws Exception {
        return ((Outcome.Made) attempt(task)).candidate();
    }

    private CandidateFailed refused(GenerationTask task) throws Exception {
        return ((Outcome.Refused) attempt(task)).failure();
    }

    private Outcome attempt(GenerationTask task) throws Exception {
        try (ImagesApiModels models = models(config(server.base(), PaintServer.KEY, PATIENT, 3))) {
            return attempt(models, task);
        }
    }

    private Outcome attempt(ImagesApiModels models, GenerationTask task) {
        try (GenerateCandidate generate = new GenerateCandidate(
                models,
                store,
                id -> canceled.get(),
                new CutoutGate(0.25, 0.05),
                ProvenanceStamp.unsigned(),
                WorkerObserver.NONE,
                Clock.systemUTC())) {
            return generate.attempt(task);
        }
    }

    private ImagesApiModels models(ImagesApiServerConfig config) throws IOException {
        return ImagesApiModels.load(folder, AllowedBundles.ANY, Map.of("studio", config), meter, Clock.systemUTC());
    }

    private static ImagesApiServerConfig config(URI base, @Nullable String key, Duration timeout, int attempts) {
        return new Config(Optional.of(base), Optional.ofNullable(key), timeout, attempts, Duration.ofMillis(20), 2);
    }

    private record Config(
            Optional<URI> baseUrl,
            Optional<String> apiKey,
            Duration timeout,
            int attempts,
            Duration firstPause,
            int parallelism)
            implements ImagesApiServerConfig {}
}
