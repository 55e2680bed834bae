package dev.refinery.gateway.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.SecretVault;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is posted, and what each kind of answer means. Against a real server. */
class HttpWebhooksTest {
    private static final String OWN_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final SecretVault vault = new SecretVault(List.of(), new SecureRandom());
    private final EndpointId endpoint = EndpointId.of(Instant.now(), 1);
    private final WebhookDelivery delivery = WebhookDelivery.of(
            WebhookMessage.test(endpoint, Instant.now(), 7), TenantId.DEFAULT, endpoint, null, Instant.now());
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicReference<HttpHeaders> headers = new AtomicReference<>();
    private final AtomicReference<String> body = new AtomicReference<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    interface Handler {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
    }

    private HttpWebhooks webhooks(Optional<String> secret, boolean allowPrivate) {
        return new HttpWebhooks(secret, vault, allowPrivate, Duration.ofMillis(1500), Clock.systemUTC());
    }

    private Answer answerTo(Handler handler) {
        return answerTo(
                handler, new WebhookRoute.Post(url(), endpoint, List.of(vault.seal(vault.newSecret(), endpoint))));
    }

    private Answer answerTo(Handler handler, WebhookRoute.Post route) {
        server.createContext("/", exchange -> {
            calls.incrementAndGet();
            headers.set(HttpHeaders.of(exchange.getRequestHeaders(), (a, b) -> true));
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                handler.handle(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return webhooks(Optional.of(OWN_SECRET), true).send(delivery, route);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private static Handler status(int status, String text) {
        return exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    @Test
    void anEndpointsSecretsSignAndTheOfficialLibraryAgrees() throws Exception {
        String first = vault.newSecret();
        String second = vault.newSecret();
        Answer answer = answerTo(
                status(200, "ok"),
                new WebhookRoute.Post(
                        url(), endpoint, List.of(vault.seal(second, endpoint), vault.seal(first, endpoint))));
        assertThat(answer).isInstanceOf(Answer.Delivered.class);
        assertThat(answer.attempt().status()).isEqualTo(200);
        assertThat(answer.attempt().response()).isEqualTo("ok");
        assertThat(body.get()).isEqualTo(delivery.body());
        assertThat(headers.get().firstValue("Content-Type")).contains("application/json");
        for (String secret : List.of(first, second)) {
            new Webhook(secret).verify(body.get(), headers.get());
        }
        assertThatThrownBy(() -> new Webhook(OWN_SECRET).verify(body.get(), headers.get()))
                .isInstanceOf(Exception.class);
    }

    @Test
    void theDeploymentsSecretSignsAJobsOwnWebhook() throws Exception {
        answerTo(status(204, ""), new WebhookRoute.Post(url(), null, List.of()));
        new Webhook(OWN_SECRET).verify(body.get(), headers.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 429, 500, 503})
    void otherAnswersAreFailures(int status) {
        Answer answer = answerTo(status(status, "no"));
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(answer.attempt().status()).isEqualTo(status);
        assertThat(answer.attempt().error()).isEqualTo("the receiver answered " + status);
    }

    @Test
    void redirectsAreNotFollowed() {
        Answer answer = answerTo(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void a410SaysThatNothingMoreIsWanted() {
        assertThat(answerTo(status(410, ""))).isInstanceOf(Answer.Gone.class);
    }

    @Test
    void aReceiverMaySayWhen() {
        Answer answer = answerTo(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "120");
            exchange.sendResponseHeaders(429, -1);
        });
        assertThat(((Answer.Failed) answer).notBefore()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void onlyTheStartOfAnAnswerIsKept() {
        Answer answer = answerTo(status(500, "x".repeat(100_000)));
        assertThat(answer.attempt().response()).isEqualTo("x".repeat(1_000));
    }

    @Test
    void aReceiverThatSaysNothingIsGivenUpInTime() {
        Answer answer = answerTo(exchange -> over.await());
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        WebhookAttempt attempt = answer.attempt();
        assertThat(attempt.error()).isEqualTo("no answer in time");
        assertThat(attempt.status()).isNull();
        assertThat(attempt.latencyMs()).isBetween(1_400L, 5_000L);
    }

    @Test
    void aSecretThatCannotBeReadIsAFailureThatSaysSo() {
        Answer answer =
                answerTo(status(204, ""), new WebhookRoute.Post(url(), endpoint, List.of("aes-gcm:00000000:AAAA")));
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(answer.attempt().error()).contains("refinery.webhooks.encryption-keys");
        assertThat(calls).hasValue(0);
    }

    @Test
    void privateAddressesAreRefusedAtOnceAndAtEachAttempt() {
        HttpWebhooks guarded = webhooks(Optional.of(OWN_SECRET), false);
        for (String address :
                List.of("https://127.0.0.1/hook", "https://10.0.0.1/", "https://[::1]/", "https://localhost/")) {
            assertThatThrownBy(() -> guarded.checkAddress(address, "url"))
                    .isInstanceOfSatisfying(
                            RequestRefused.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.URL_FORBIDDEN));
            assertThat(guarded.send(
                            delivery,
                            new WebhookRoute.Post(address, endpoint, List.of(vault.seal(vault.newSecret(), endpoint)))))
                    .isInstanceOf(Answer.Refused.class);
        }
        assertThatThrownBy(() -> guarded.checkAddress("http://example.com/", "url"))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.URL_NOT_HTTPS));
    }

    @Test
    void withoutTheDeploymentsSecretOnlyEndpointsWork() {
        HttpWebhooks bare = webhooks(Optional.empty(), true);
        assertThatThrownBy(() -> bare.check(url(), "webhook.url"))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.WEBHOOKS_NOT_CONFIGURED));
        bare.checkAddress(url(), "url");
        assertThat(bare.send(delivery, new WebhookRoute.Post(url(), null, List.of()))
                        .attempt()
                        .error())
                .isEqualTo("refinery.webhooks.secret is not set");
    }
}
