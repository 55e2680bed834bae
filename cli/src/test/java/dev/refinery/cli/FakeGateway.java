package dev.refinery.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import javax.imageio.ImageIO;

/** Answers as a gateway would: one job, played from a list of events; can lose the connection half way. */
final class FakeGateway implements AutoCloseable {
    static final String JOB = "0199d3a2-7c1e-7b1f-9a52-6f3d1f0a7c55";

    final List<String> submitted = Collections.synchronizedList(new ArrayList<>());
    final List<String> uploads = Collections.synchronizedList(new ArrayList<>());
    final List<String> authorized = Collections.synchronizedList(new ArrayList<>());
    final List<String> resumedAfter = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final List<String> events;
    private final int breakAfter;
    private String refusal = "";
    /** What the job's only result looks like. */
    String result = "{\"index\":0,\"url\":\"/v1/jobs/x/results/0\",\"sha256\":\"" + LayoutFile.digest(picture())
            + "\",\"layout\":[{\"reference\":\"mug\",\"source\":{\"x0\":0.1,\"y0\":0.1,\"x1\":0.9,\"y1\":0.9},"
            + "\"target\":{\"x0\":0.2,\"y0\":0.3,\"x1\":0.6,\"y1\":0.8},\"mirrored\":false,\"rotation\":0.0,"
            + "\"visible_fraction\":1.0,\"cutout\":\"backdrop\"}]}";

    /** @param breakAfter the first connection ends after so many events; a large number never */
    FakeGateway(List<String> events, int breakAfter) throws IOException {
        this.events = events;
        this.breakAfter = breakAfter;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/assets", this::upload);
        server.createContext("/v1/jobs", this::jobs);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void refuseJobsWith(String problem) {
        refusal = problem;
    }

    static byte[] picture() {
        try {
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
            return png.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void upload(HttpExchange exchange) throws IOException {
        uploads.add(exchange.getRequestHeaders().getFirst("Content-Type"));
        exchange.getRequestBody().readAllBytes();
        answer(exchange, 201, "application/json", "{\"id\":\"ast_" + uploads.size() + "\"}");
    }

    private void jobs(HttpExchange exchange) throws IOException {
        authorized.add(exchange.getRequestHeaders()
                .getOrDefault("Authorization", List.of("none"))
                .getFirst());
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/events")) {
            stream(exchange);
        } else if (path.endsWith("/image") || path.contains("/results/")) {
            exchange.sendResponseHeaders(200, picture().length);
            exchange.getResponseBody().write(picture());
            exchange.close();
        } else if (exchange.getRequestMethod().equals("POST")) {
            submitted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (refusal.isEmpty()) {
                answer(exchange, 202, "application/json", "{\"id\":\"" + JOB + "\",\"status\":\"queued\"}");
            } else {
                answer(exchange, 422, "application/problem+json", refusal);
            }
        } else {
            answer(
                    exchange,
                    200,
                    "application/json",
                    "{\"id\":\"" + JOB + "\",\"status\":\"succeeded\",\"results\":[" + result + "]}");
        }
    }

    private void stream(HttpExchange exchange) throws IOException {
        String after = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        int from = after == null ? 0 : Integer.parseInt(after);
        if (after != null) {
            resumedAfter.add(after);
        }
        int to = after == null ? Math.min(breakAfter, events.size()) : events.size();
        StringBuilder text = new StringBuilder(": welcome\n\n");
        for (int i = from; i < to; i++) {
            text.append("id: ")
                    .append(i + 1)
                    .append("\ndata: ")
                    .append(events.get(i))
                    .append("\n\n");
        }
        answer(exchange, 200, "text/event-stream", text.toString());
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
