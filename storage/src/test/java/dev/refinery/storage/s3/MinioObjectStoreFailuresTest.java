package dev.refinery.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.StoreUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Servers that misbehave on the wire. */
class MinioObjectStoreFailuresTest {
    private static final S3Timeouts SHORT =
            new S3Timeouts(Duration.ofMillis(500), Duration.ofMillis(300), Duration.ofSeconds(2));

    @FunctionalInterface
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    @FunctionalInterface
    private interface Check {
        void on(ObjectStore store) throws Exception;
    }

    @Test
    void serverErrorsAreUnavailability() throws Exception {
        for (int status : new int[] {500, 502, 503, 429}) {
            against(
                    exchange -> {
                        byte[] page = "<html>busy</html>".getBytes(StandardCharsets.UTF_8);
                        boolean head = exchange.getRequestMethod().equals("HEAD");
                        exchange.sendResponseHeaders(status, head ? -1 : page.length);
                        if (!head) {
                            exchange.getResponseBody().write(page);
                        }
                    },
                    store -> {
                        assertThatThrownBy(() -> store.get("k", null)).isInstanceOf(StoreUnavailable.class);
                        assertThatThrownBy(() -> store.put("k", new byte[3], "image/png"))
                                .isInstanceOf(StoreUnavailable.class);
                        assertThatThrownBy(() -> store.head("k")).isInstanceOf(StoreUnavailable.class);
                    });
        }
    }

    @Test
    void aBodyThatBreaksOffIsUnavailability() throws Exception {
        against(
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write(new byte[10]);
                },
                store -> assertThatThrownBy(() -> store.get("k", null)).isInstanceOf(StoreUnavailable.class));
    }

    @Test
    void silenceIsUnavailability() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        against(
                exchange -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                store -> {
                    assertThatThrownBy(() -> store.get("k", null)).isInstanceOf(StoreUnavailable.class);
                    over.countDown();
                });
    }

    @Test
    void noServerIsUnavailability() {
        try (ObjectStore store = MinioObjectStore.once(config(1), SHORT)) {
            assertThatThrownBy(() -> store.get("k", null)).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(store::ensureBucket).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.delete("k")).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> store.list("").count()).isInstanceOf(StoreUnavailable.class);
        }
    }

    @Test
    void aConnectedStoreTriesThreeTimes() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = server(exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(503, -1);
        });
        try (ObjectStore store =
                MinioObjectStore.connect(config(server.getAddress().getPort()))) {
            assertThatThrownBy(() -> store.head("k")).isInstanceOf(StoreUnavailable.class);
        } finally {
            server.stop(0);
        }
        assertThat(requests).hasValue(3);
    }

    @Test
    void configurationsPrintNoSecret() {
        assertThat(config(1).toString()).doesNotContain("hush").contains("bucket=bucket");
    }

    private static void against(Behaviour behaviour, Check check) throws Exception {
        HttpServer server = server(behaviour);
        try (ObjectStore store =
                MinioObjectStore.once(config(server.getAddress().getPort()), SHORT)) {
            check.on(store);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer server(Behaviour behaviour) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                behaviour.answer(exchange);
            }
        });
        server.start();
        return server;
    }

    private static S3Config config(int port) {
        return new S3Config(URI.create("http://127.0.0.1:" + port), "us-east-1", "bucket", "key", "hush");
    }
}
