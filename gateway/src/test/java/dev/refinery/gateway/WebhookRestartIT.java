package dev.refinery.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItems;

import dev.refinery.testbackends.Backends;
import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over real gateway processes that are killed, and over two replicas. */
@Backends
class WebhookRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Long enough to be killed in between. */
    private static final String SCHEDULE = "PT6S,PT6S,PT6S,PT6S,PT6S";

    @TempDir
    static Path folder;

    private static KafkaBackend kafka;
    private static S3Backend s3;

    @BeforeAll
    static void startBackends() {
        kafka = KafkaBackend.start(folder.resolve("kafka"));
        s3 = S3Backend.start(folder.resolve("s3"));
    }

    @AfterAll
    static void stopBackends() {
        s3.close();
        kafka.close();
    }

    private static GatewayProcess gateway(String name, String application) throws Exception {
        return new GatewayProcess(
                folder.resolve(name),
                kafka,
                s3,
                Map.of(
                        "REFINERY_STREAMS_APPLICATION_ID",
                        application,
                        "REFINERY_WEBHOOKS_ALLOW_PRIVATE",
                        "true",
                        "REFINERY_WEBHOOKS_ENCRYPTION_KEYS",
                        Surroundings.ENCRYPTION_KEY,
                        "REFINERY_WEBHOOKS_RETRY_SCHEDULE",
                        SCHEDULE));
    }

    private static String create(GatewayProcess gateway, String url) {
        return gateway.call()
                .body("{\"url\":\"" + url + "\"}")
                .post("/v1/webhook-endpoints")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static String ping(GatewayProcess gateway, String endpoint) {
        return gateway.call()
                .post("/v1/webhook-endpoints/" + endpoint + "/test")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
    }

    private static void awaitDelivery(GatewayProcess gateway, String delivery, String status, int attempts) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> gateway.call()
                        .get("/v1/webhook-deliveries/" + delivery)
                        .then()
                        .statusCode(200)
                        .body("status", equalTo(status))
                        .body("attempted", greaterThanOrEqualTo(attempts)));
    }

    @Test
    void aRetryComesThoughTheGatewayWasKilledBeforeIt() throws Exception {
        try (HookReceiver receiver = new HookReceiver(n -> 503);
                GatewayProcess gateway = gateway("one", "restart").start().awaitReady()) {
            String endpoint = create(gateway, receiver.url());
            String delivery = ping(gateway, endpoint);
            awaitDelivery(gateway, delivery, "pending", 1);
            gateway.kill();
            receiver.answers = n -> 204;
            int before = receiver.posted.size();

            gateway.start().awaitReady();
            awaitDelivery(gateway, delivery, "delivered", 2);
            assertThat(receiver.posted.size()).isGreaterThan(before);
            assertThat(receiver.posted.stream().map(HookReceiver.Posted::id).distinct())
                    .hasSize(1);
            gateway.call()
                    .get("/v1/webhook-deliveries/" + delivery)
                    .then()
                    .body("attempts[0].status", equalTo(503))
                    .body("attempts[-1].status", equalTo(204));
        }
    }

    @Test
    void anyReplicaAnswersForAnyEndpointAndTakesOverFromOneThatDied() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        try (HookReceiver receiver = new HookReceiver(n -> status.get());
                GatewayProcess first = gateway("first", "replicas").start();
                GatewayProcess second = gateway("second", "replicas").start()) {
            first.awaitReady();
            second.awaitReady();
            List<String> endpoints = new ArrayList<>();
            List<String> deliveries = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String endpoint = create(first, receiver.url());
                second.call().get("/v1/webhook-endpoints/" + endpoint).then().statusCode(200);
                endpoints.add(endpoint);
                deliveries.add(ping(second, endpoint));
            }
            second.call()
                    .get("/v1/webhook-endpoints")
                    .then()
                    .body("endpoints.id", hasItems(endpoints.toArray(String[]::new)));
            for (String delivery : deliveries) {
                awaitDelivery(first, delivery, "pending", 1);
                awaitDelivery(second, delivery, "pending", 1);
            }
            first.kill();
            status.set(204);
            for (String delivery : deliveries) {
                awaitDelivery(second, delivery, "delivered", 2);
            }
            assertThat(receiver.posted.stream().map(HookReceiver.Posted::id).distinct())
                    .hasSize(12);
        }
    }
}
