package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With receivers that hold the line until a test lets them go. */
class WebhookCourierTest {
    private static final Instant NOW = Instant.parse("2026-11-01T11:00:00Z");
    private static final WebhookAttempt ATTEMPT = new WebhookAttempt(NOW, 5, 200, null, null);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<DeliveryId> tried = new CopyOnWriteArrayList<>();
    private final List<DeliveryId> untried = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final WebhookCourier courier = new WebhookCourier(
            (delivery, route) -> {
                calls.incrementAndGet();
                try {
                    held.getOrDefault(route.url(), new CountDownLatch(0)).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return answers.getOrDefault(route.url(), new Answer.Delivered(ATTEMPT));
            },
            meters,
            2,
            4);

    @AfterEach
    void close() {
        courier.close();
    }

    private static EndpointId endpoint(int number) {
        return EndpointId.of(NOW, number);
    }

    private void send(int endpoint, int message) {
        WebhookDelivery delivery = WebhookDelivery.of(
                WebhookMessage.test(endpoint(endpoint), NOW, message), TenantId.DEFAULT, endpoint(endpoint), null, NOW);
        courier.send(
                delivery,
                new WebhookRoute.Post("u" + endpoint, endpoint(endpoint), List.of()),
                (id, answer) -> (answer == null ? untried : tried).add(id));
    }

    /** A first answer, so that it is known to be well. */
    private void greet(int endpoint) {
        send(endpoint, 1_000);
        await().atMost(PATIENCE).until(() -> room(endpoint) == 8);
        tried.clear();
        calls.set(0);
    }

    private int room(int endpoint) {
        return courier.room(WebhookLane.of(endpoint(endpoint)));
    }

    @Test
    void takesAFewAheadAndFillsPlacesByItself() {
        CountDownLatch gate = new CountDownLatch(1);
        assertThat(room(1)).as("not known yet").isEqualTo(2);
        greet(1);
        held.put("u1", gate);
        for (int i = 0; i < 8; i++) {
            send(1, i);
        }
        assertThat(room(1)).isZero();
        await().atMost(PATIENCE).until(() -> calls.get() == 2);
        assertThat(courier.inFlight()).isEqualTo(2);
        gate.countDown();
        await().atMost(PATIENCE).until(() -> tried.size() == 8);
        assertThat(courier.inFlight()).isZero();
        assertThat(room(1)).isEqualTo(8);
        assertThat(meters.timer("refinery.webhook.attempts", "outcome", "delivered")
                        .count())
                .isEqualTo(9);
    }

    @Test
    void givesBackWhatWaitsForOneThatFails() {
        CountDownLatch gate = new CountDownLatch(1);
        greet(1);
        held.put("u1", gate);
        answers.put("u1", new Answer.Failed(ATTEMPT, null));
        for (int i = 0; i < 8; i++) {
            send(1, i);
        }
        gate.countDown();
        await().atMost(PATIENCE).until(() -> tried.size() + untried.size() == 8);
        assertThat(untried).isNotEmpty();
        assertThat(room(1)).isEqualTo(1);
        answers.remove("u1");
        send(1, 9);
        await().atMost(PATIENCE).until(() -> room(1) == 8);
    }

    @Test
    void neverHoldsMoreThanItsMemoryAllows() {
        CountDownLatch gate = new CountDownLatch(1);
        List.of(1, 2, 3).forEach(this::greet);
        for (int lane = 1; lane <= 2; lane++) {
            held.put("u" + lane, gate);
            for (int i = 0; i < 8; i++) {
                send(lane, i);
            }
        }
        assertThat(room(3)).isZero();
        gate.countDown();
        await().atMost(PATIENCE).until(() -> tried.size() == 16);
        assertThat(room(3)).isEqualTo(8);
    }

    @Test
    void deadOnesAreNotTakenAheadOfTimeHoweverManyTheyAre() {
        CountDownLatch gate = new CountDownLatch(1);
        greet(99);
        for (int lane = 1; lane <= 40; lane++) {
            held.put("u" + lane, gate);
            for (int left = room(lane); left > 0; left--) {
                send(lane, left);
            }
        }
        assertThat(courier.inFlight()).isEqualTo(2);
        assertThat(room(99)).isEqualTo(8);
        gate.countDown();
        await().atMost(PATIENCE).until(() -> courier.inFlight() == 0);
    }
}
