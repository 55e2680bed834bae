package dev.refinery.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers as a gateway does that runs a batch of two items, one more done each time it is asked; the second has no result. */
final class FakeBatches implements AutoCloseable {
    static final String BATCH = "batch_" + "0".repeat(26);

    final List<String> uploads = Collections.synchronizedList(new ArrayList<>());
    final List<String> keys = Collections.synchronizedList(new ArrayList<>());
    final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger pictures = new AtomicInteger();
    volatile boolean refusesToShow;
    /** As a gateway that is slow: it takes the batch, or the picture, and its answer does not come. */
    volatile boolean neverAnswersUploads;

    volatile boolean neverAnswersBatches;
    volatile boolean neverEnds;
    volatile boolean pictureBreaksOff;
    final AtomicInteger shown = new AtomicInteger();
    private final AtomicInteger looked = new AtomicInteger();
    private final HttpServer server;

    FakeBatches() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/assets", this::upload);
        server.createContext("/v1/batches", this::batches);
        server.createContext("/picture", exchange -> {
            pictures.incrementAndGet();
            if (pictureBreaksOff) {
                exchange.sendResponseHeaders(200, FakeGateway.picture().length);
                exchange.getResponseBody().write(FakeGateway.picture(), 0, 10);
                exchange.getResponseBody().flush();
                return;
            }
            answer(exchange, 200, FakeGateway.picture());
        });
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(exchange.getRequestHeaders().getFirst("Content-Type"));
        exchange.getRequestBody().readAllBytes();
        if (neverAnswersUploads) {
            return;
        }
        answer(exchange, 201, "{\"id\":\"ast_" + uploads.size() + "\"}");
    }

    private void batches(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("POST")) {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (!neverAnswersBatches) {
                answer(exchange, 202, batch(0));
            }
        } else if (path.endsWith("/output")) {
            answer(
                    exchange,
                    200,
                    "{\"custom_id\":\"a/1\",\"response\":{\"body\":{\"results\":[{\"url\":\"/picture\",\"media_type\":\"image/png\"}]}}}\n");
        } else if (path.endsWith("/errors")) {
            answer(exchange, 200, "{\"line\":2,\"error\":{\"code\":\"malformed_json\"}}\n");
        } else if (refusesToShow) {
            answer(exchange, 403, "{\"code\":\"scope_missing\",\"detail\":\"no\"}");
        } else {
            shown.incrementAndGet();
            answer(exchange, 200, batch(neverEnds ? 1 : looked.incrementAndGet()));
        }
    }

    private static String batch(int done) {
        boolean ended = done >= 2;
        String self = "/v1/batches/" + BATCH;
        return "{\"id\":\"" + BATCH + "\",\"status\":\"" + (ended ? "completed" : "in_progress") + "\","
                + (ended ? "\"ended_at\":\"2026-11-25T15:00:00Z\"," : "")
                + "\"request_counts\":{\"total\":2,\"running\":" + (ended ? 0 : 1) + ",\"completed\":"
                + Math.min(1, done)
                + ",\"failed\":1,\"cancelled\":0},\"urls\":{\"output\":\"" + self + "/output\",\"errors\":\"" + self
                + "/errors\"}}";
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
