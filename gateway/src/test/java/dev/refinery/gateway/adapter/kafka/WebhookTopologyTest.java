package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.gateway.Bus;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.app.ResultCopies;
import dev.refinery.gateway.app.WaitingJobs;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.JobLinks;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookEndpointChange;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookOrder;
import dev.refinery.gateway.domain.access.Cap;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTopologyTest {
    private static final Instant NOW = Instant.parse("2026-11-01T11:00:00Z");
    private static final String URL = "https://h.example/x";

    private final JobEvents events = JobEvents.fresh(3);
    private final EndpointId endpoint = EndpointId.of(NOW.minus(Duration.ofDays(1)), 7);
    private final Map<String, Function<WebhookAttempt, Answer>> receivers = new ConcurrentHashMap<>();
    private final Deliverer deliverer = new Deliverer((delivery, route) -> receivers
            .getOrDefault(route.url(), Answer.Delivered::new)
            .apply(new WebhookAttempt(NOW, 5, 200, null, null)));

    @TempDir
    Path state;

    private TopologyTestDriver driver;

    private final OutstandingWork outstanding = new OutstandingWork(tenant -> new Cap(9, 0), Clock.systemUTC());
    private final ResultCourier results = new ResultCourier(
            new ResultCopies(
                    new InMemoryObjectStore(Clock.systemUTC()), bucket -> new InMemoryObjectStore(Clock.systemUTC())),
            List.of());

    @BeforeEach
    void start() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                JobViewTopology.build(
                        new JobLinks(""),
                        new ViewFeed(),
                        new WaitingJobs(Clock.systemUTC()),
                        deliverer,
                        results,
                        outstanding),
                config,
                NOW);
    }

    @AfterEach
    void stop() {
        driver.close();
        deliverer.close();
        results.close();
    }

    private void pipe(Topic topic, String key, Object value) throws Exception {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value == null ? null : Json.mapper().writeValueAsBytes(value));
    }

    private void order(WebhookOrder order) throws Exception {
        pipe(Topic.WEBHOOK_DELIVERIES, order.lane().digits(), order);
    }

    private WebhookEndpoint register(List<String> types) throws Exception {
        WebhookEndpoint registered =
                WebhookEndpoint.created(endpoint, TenantId.DEFAULT, URL, null, types, "plain:s", endpoint.createdAt());
        save(registered);
        return registered;
    }

    private void save(WebhookEndpoint changed) throws Exception {
        pipe(Topic.WEBHOOK_ENDPOINTS, EndpointRecords.key(TenantId.DEFAULT, endpoint), changed);
    }

    private void pipe(Event event) {
        EventCodec.Encoded encoded = EventCodec.encode(event, "/test", "1");
        RecordHeaders headers = new RecordHeaders();
        encoded.headers().forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        driver.createInputTopic(Bus.topicOf(event).name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(encoded.key(), encoded.value(), headers, JobEvents.START.plusSeconds(4)));
    }

    private void live(WebhookSpec webhook) {
        pipe(events.submitted(webhook));
        events.life(events.image("r")).forEach(this::pipe);
    }

    private void pass(Duration time) {
        driver.advanceWallClockTime(time);
    }

    /** Until so many attempts are over and written down. */
    private void awaitAttempts(int attempts) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            pass(Deliverer.TICK);
            return deliverer.sent.size() == attempts
                    && logged().stream().mapToInt(WebhookDelivery::attempted).sum() == attempts;
        });
    }

    private List<WebhookDelivery> logged() {
        KeyValueStore<String, byte[]> log = driver.getKeyValueStore(WebhookTopology.LOG);
        List<WebhookDelivery> all = new ArrayList<>();
        try (var entries = log.all()) {
            entries.forEachRemaining(e -> {
                try {
                    all.add(Json.mapper().readValue(e.value, WebhookDelivery.class));
                } catch (java.io.IOException x) {
                    throw new AssertionError(x);
                }
            });
        }
        return all;
    }

    private void answers(Function<WebhookAttempt, Answer> answer) {
        receivers.put(URL, answer);
    }

    private static Answer down(WebhookAttempt attempt) {
        return new Answer.Failed(new WebhookAttempt(attempt.at(), 5, 503, "the receiver answered 503", "busy"), null);
    }

    private List<String> sentTypes() {
        return deliverer.sent.stream().map(s -> s.delivery().type()).toList();
    }

    @Test
    void aJobsOwnWebhookGetsWhatItAsksForOnce() {
        live(new WebhookSpec(URL, List.of("job.succeeded"), null));
        awaitAttempts(1);
        pass(Duration.ofDays(1));
        assertThat(sentTypes()).containsExactly("job.succeeded");
        assertThat(deliverer.sent.getFirst().route().endpoint()).isNull();
        assertThat(logged()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(Status.DELIVERED);
            assertThat(delivery.body()).isNull();
            assertThat(delivery.attempts()).extracting(WebhookAttempt::status).containsExactly(200);
        });
    }

    @Test
    void endpointsGetTheEventsOfTheirTenantsJobs() throws Exception {
        register(List.of("job.started", "job.round.completed", "job.succeeded"));
        live(null);
        awaitAttempts(4);
        assertThat(sentTypes())
                .containsExactlyInAnyOrder(
                        "job.started", "job.round.completed", "job.round.completed", "job.succeeded");
        assertThat(deliverer.sent).allSatisfy(sent -> {
            assertThat(sent.route().url()).isEqualTo(URL);
            assertThat(sent.route().endpoint()).isEqualTo(endpoint);
        });
        assertThat(deliverer.sent.stream().map(s -> s.delivery().seq())).doesNotHaveDuplicates();
    }

    @Test
    void anotherTenantsEndpointsGetNothing() throws Exception {
        TenantId stranger = new TenantId("stranger");
        pipe(
                Topic.WEBHOOK_ENDPOINTS,
                EndpointRecords.key(stranger, endpoint),
                WebhookEndpoint.created(endpoint, stranger, URL, null, List.of(), "plain:s", endpoint.createdAt()));
        live(null);
        pass(Duration.ofHours(1));
        assertThat(deliverer.sent).isEmpty();
        assertThat(logged()).isEmpty();
    }

    @Test
    void repeatsWithTheSameIdUntilTheScheduleIsOver() throws Exception {
        answers(WebhookTopologyTest::down);
        register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
        pass(Duration.ofSeconds(5));
        assertThat(deliverer.sent).hasSize(1);
        pass(Duration.ofSeconds(8));
        awaitAttempts(2);
        pass(Duration.ofSeconds(72));
        awaitAttempts(3);
        pass(Duration.ofDays(3));
        assertThat(deliverer.sent).hasSize(3);
        assertThat(deliverer.sent.stream().map(s -> s.delivery().messageId()))
                .containsOnly(deliverer.sent.getFirst().delivery().messageId());
        assertThat(logged()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(Status.FAILED);
            assertThat(delivery.reason()).isEqualTo("3 attempts failed");
            assertThat(delivery.attempts()).extracting(WebhookAttempt::response).containsOnly("busy");
        });
    }

    @Test
    void aChangedAddressHoldsForWhatWaits() throws Exception {
        answers(WebhookTopologyTest::down);
        WebhookEndpoint registered = register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
        save(registered.changed(new WebhookEndpointChange("https://new.example", null, null, null), NOW));
        pass(Duration.ofSeconds(13));
        awaitAttempts(2);
        assertThat(deliverer.sent.getLast().route().url()).isEqualTo("https://new.example");
        assertThat(logged()).extracting(WebhookDelivery::status).containsExactly(Status.DELIVERED);
    }

    @Test
    void a410DisablesTheEndpointAndWhatItMissesIsReplayedWhenItIsBack() throws Exception {
        answers(Answer.Gone::new);
        WebhookEndpoint registered = register(List.of("job.started", "job.succeeded"));
        pipe(events.submitted());
        List<Event> life = events.life(events.image("r"));
        pipe(life.getFirst());
        awaitAttempts(1);
        life.subList(1, life.size()).forEach(this::pipe);
        pass(Duration.ofHours(1));
        assertThat(sentTypes()).containsExactly("job.started");
        assertThat(logged()).extracting(WebhookDelivery::status).containsExactly(Status.FAILED, Status.SKIPPED);
        assertThat(EndpointRecords.find(driver.getKeyValueStore(WebhookTopology.ENDPOINTS), TenantId.DEFAULT, endpoint)
                        .orElseThrow()
                        .enabled())
                .isFalse();

        answers(Answer.Delivered::new);
        save(registered.changed(new WebhookEndpointChange(null, null, null, true), NOW.plus(Duration.ofHours(2))));
        order(new WebhookOrder.Replay(
                WebhookLane.of(endpoint),
                JobEvents.START.minusSeconds(1),
                NOW,
                List.of(Status.FAILED, Status.SKIPPED)));
        awaitAttempts(3);
        assertThat(logged()).extracting(WebhookDelivery::status).containsOnly(Status.DELIVERED);
    }

    @Test
    void replaysFromThenOnInOrder() throws Exception {
        register(List.of());
        live(null);
        awaitAttempts(5);
        deliverer.sent.clear();
        Instant second = JobEvents.START.plusSeconds(15);
        order(new WebhookOrder.Replay(WebhookLane.of(endpoint), second, NOW, List.of(Status.DELIVERED)));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            pass(Deliverer.TICK);
            return deliverer.sent.size() == 2;
        });
        pass(Duration.ofHours(1));
        assertThat(deliverer.sent).hasSize(2);
        assertThat(deliverer.sent).allMatch(s -> !s.delivery().createdAt().isBefore(second));
    }

    @Test
    void resendsOneWithTheWholeScheduleBeforeIt() throws Exception {
        answers(WebhookTopologyTest::down);
        register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
        pass(Duration.ofSeconds(13));
        awaitAttempts(2);
        pass(Duration.ofSeconds(73));
        awaitAttempts(3);
        order(new WebhookOrder.Resend(logged().getFirst().id()));
        awaitAttempts(4);
        assertThat(logged()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(Status.PENDING);
            assertThat(delivery.failures()).isEqualTo(1);
            assertThat(delivery.attempts()).hasSize(4);
        });
    }

    @Test
    void aDeletedEndpointGetsNothingMore() throws Exception {
        answers(WebhookTopologyTest::down);
        register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
        save(null);
        pass(Duration.ofHours(1));
        assertThat(deliverer.sent).hasSize(1);
        assertThat(logged()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(Status.SKIPPED);
            assertThat(delivery.reason()).isEqualTo("the endpoint was deleted");
        });
    }

    @Test
    void forgetsDeliveriesAfterTheirRetention() throws Exception {
        register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
        pass(Duration.ofDays(6));
        assertThat(logged()).hasSize(1);
        pass(Duration.ofDays(2));
        assertThat(logged()).isEmpty();
        for (String store : List.of(WebhookTopology.OUTBOX, WebhookTopology.DUE)) {
            try (var left = driver.getKeyValueStore(store).all()) {
                assertThat(left.hasNext()).isFalse();
            }
        }
    }

    @Test
    void anOrderThatCannotBeReadStopsNothing() throws Exception {
        pipe(Topic.WEBHOOK_DELIVERIES, "x", Map.of("order", "dance"));
        pipe(Topic.WEBHOOK_DELIVERIES, "x", null);
        register(List.of("job.succeeded"));
        live(null);
        awaitAttempts(1);
    }
}
