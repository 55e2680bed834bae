package dev.refinery.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client of server-sent events that does not end by itself. */
final class EventStream implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final InputStream body;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    record Event(String id, String name, String data) {}

    /** @param key sent as a bearer, null = none */
    EventStream(URI address, @Nullable String lastEventId, @Nullable String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("the stream answered " + answer.statusCode());
        }
        body = answer.body();
        Thread.ofPlatform().daemon().name("event-stream").start(this::read);
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            String id = "";
            String name = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    name = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data = line.substring(5).strip();
                } else if (line.isEmpty() && !data.isEmpty()) {
                    events.add(new Event(id, name, data));
                    data = "";
                }
            }
        } catch (IOException closed) {
            // It was closed by the test.
        }
    }

    /** The next event that fits; those before it are passed over. */
    Event await(Duration atMost, Predicate<Event> wanted) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (true) {
            Event event = events.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new AssertionError("no such event came within " + atMost);
            }
            if (wanted.test(event)) {
                return event;
            }
        }
    }

    /** What came and was not looked at yet. */
    List<Event> rest() {
        List<Event> all = new ArrayList<>();
        events.drainTo(all);
        return all;
    }

    @Override
    public void close() throws IOException {
        body.close();
        http.shutdownNow();
    }
}
