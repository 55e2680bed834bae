package dev.refinery.worker.adapter.images;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server with an images API that paints what it is sent: one upright stripe for each picture, in the colour of that picture's middle, over a
 * ground whose blue tells the seed. It reads forms as RFC 7578 has them, and answers as it is told when it is told.
 */
final class PaintServer implements AutoCloseable {
    static final String KEY = "sk-the-right-key";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    final List<Received> received = new CopyOnWriteArrayList<>();
    final List<String> fetched = new CopyOnWriteArrayList<>();

    /** What to do with one request instead of painting. */
    interface Reply {
        void to(PaintServer server, HttpExchange exchange, Received request) throws IOException;
    }

    /** @param pictures by part, in order */
    record Received(Map<String, String> headers, Map<String, String> fields, List<Picture> pictures, String body) {}

    record Picture(String part, String fileName, String mediaType, Raster pixels) {
        int red() {
            return pixels.sample(pixels.width() / 2, pixels.height() / 2, 0);
        }
    }

    PaintServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/v1/images/edits", this::edit);
        server.createContext("/files/", exchange -> {
            fetched.add(exchange.getRequestURI().getPath());
            reply(exchange, 200, "image/png", ImageEncoder.png(Raster.filled(64, 48, 1, 2, 3, 255)));
        });
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/");
    }

    /** For the next request that nothing was said of yet. */
    PaintServer next(Reply reply) {
        replies.add(reply);
        return this;
    }

    static Reply status(int status, String json) {
        return (server, exchange, request) ->
                reply(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    static Reply retryAfter(int status, String header) {
        return (server, exchange, request) -> {
            exchange.getResponseHeaders().add("Retry-After", header);
            reply(exchange, status, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
        };
    }

    static Reply holding(String b64) {
        return status(200, "{\"data\":[{\"b64_json\":\"" + b64 + "\"}]}");
    }

    static Reply holding(Raster picture) {
        return holding(Base64.getEncoder().encodeToString(ImageEncoder.png(picture)));
    }

    private void edit(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Received request = read(exchange, body);
        received.add(request);
        Reply reply = replies.poll();
        if (reply != null) {
            reply.to(this, exchange, request);
        } else if (!("Bearer " + KEY).equals(request.headers().get("authorization"))) {
            status(401, "{\"error\":{\"message\":\"Incorrect API key provided: sk-wrong\"}}")
                    .to(this, exchange, request);
        } else {
            holding(paint(request)).to(this, exchange, request);
        }
    }

    private static Raster paint(Received request) {
        String[] sides = request.fields().get("size").split("x");
        int width = Integer.parseInt(sides[0]);
        int height = Integer.parseInt(sides[1]);
        byte[] rgba = new byte[4 * width * height];
        long seed = Long.parseLong(request.fields().getOrDefault("seed", "0"));
        int stripes = request.pictures().size();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = 4 * (y * width + x);
                if (y < height / 2) {
                    Raster shown = request.pictures().get(x * stripes / width).pixels();
                    for (int c = 0; c < 3; c++) {
                        rgba[at + c] = (byte) shown.sample(shown.width() / 2, shown.height() / 2, c);
                    }
                } else {
                    rgba[at + 2] = (byte) seed;
                }
                rgba[at + 3] = (byte) 255;
            }
        }
        return Raster.of(width, height, rgba);
    }

    private static Received read(HttpExchange exchange, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
        Matcher boundary = Pattern.compile("multipart/form-data; ?boundary=(\\S+)")
                .matcher(headers.getOrDefault("content-type", ""));
        if (!boundary.matches()) {
            throw new AssertionError("no form: " + headers);
        }
        // Latin-1 keeps every byte as one character.
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String[] parts = text.split(Pattern.quote("--" + boundary.group(1)), -1);
        if (!parts[0].isEmpty() || !parts[parts.length - 1].equals("--\r\n")) {
            throw new AssertionError("the form does not begin or end as it should");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        List<Picture> pictures = new ArrayList<>();
        for (int i = 1; i < parts.length - 1; i++) {
            part(parts[i], fields, pictures);
        }
        return new Received(headers, fields, pictures, text);
    }

    private static void part(String part, Map<String, String> fields, List<Picture> pictures) {
        int end = part.indexOf("\r\n\r\n");
        if (!part.startsWith("\r\n") || end < 0 || !part.endsWith("\r\n")) {
            throw new AssertionError("a part is not framed as it should be");
        }
        String head = part.substring(2, end);
        String content = part.substring(end + 4, part.length() - 2);
        Matcher name = Pattern.compile("; name=\"([^\"]*)\"").matcher(head);
        Matcher file = Pattern.compile("; filename=\"([^\"]*)\"").matcher(head);
        if (!name.find()) {
            throw new AssertionError("a part has no name: " + head);
        }
        if (!file.find()) {
            String value = new String(content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            if (fields.put(name.group(1), value) != null) {
                throw new AssertionError("field is there twice: " + name.group(1));
            }
            return;
        }
        try {
            pictures.add(new Picture(
                    name.group(1),
                    file.group(1),
                    head.substring(head.indexOf("Content-Type: ") + 14),
                    ImageDecoder.decode(content.getBytes(StandardCharsets.ISO_8859_1), ImageLimits.DEFAULT)));
        } catch (ImageRejectedException e) {
            throw new AssertionError("a picture did not arrive whole", e);
        }
    }

    private static void reply(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
