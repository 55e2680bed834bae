package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Talks to one gateway. Every failure is a {@link CliException} that says what to do. Thread-safe. */
final class GatewayClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BATCH_PATIENCE = Duration.ofMinutes(10);
    private static final int ATTEMPTS = 4;

    private final URI gateway;
    private final @Nullable String apiKey;
    private final HttpClient http;

    /** @param apiKey null = the gateway is open */
    GatewayClient(URI gateway, @Nullable String apiKey) {
        this.gateway = gateway;
        this.apiKey = apiKey;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    URI address() {
        return gateway;
    }

    /** Sends one picture; the same picture again costs nothing. Returns its asset id. */
    String upload(byte[] image, String mediaType, String name) {
        HttpResponse<byte[]> response = send(request("/v1/assets")
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(image))
                .build());
        JsonNode asset = json(expect(response, "uploading " + name));
        String id = asset.path("id").asText();
        if (id.isEmpty()) {
            throw new CliException("the gateway took " + name + " but named no asset id; is it a Refinery gateway?");
        }
        return id;
    }

    /** Submits a job; returns it as the gateway shows it. Safe against a lost answer: a key makes it happen once. */
    JsonNode submit(JsonNode job) {
        HttpResponse<byte[]> response = send(request("/v1/jobs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(job.toString()))
                .build());
        return json(expect(response, "submitting the job"));
    }

    JsonNode job(String id) {
        return json(expect(send(request("/v1/jobs/" + id).GET().build()), "asking for job " + id));
    }

    JsonNode latestJobs(int limit) {
        return json(expect(send(request("/v1/jobs?limit=" + limit).GET().build()), "listing jobs"));
    }

    /** Sends a file of jobs; the same file under the same key makes one batch. */
    JsonNode sendBatch(Path lines, String key, boolean rollover) {
        try {
            HttpRequest request = request("/v1/batches" + (rollover ? "?rollover=true" : ""))
                    .timeout(BATCH_PATIENCE)
                    .header("Content-Type", "application/x-ndjson")
                    .header("Idempotency-Key", key)
                    .POST(HttpRequest.BodyPublishers.ofFile(lines))
                    .build();
            return json(expect(send(request), "sending the batch"));
        } catch (FileNotFoundException e) {
            throw new CliException(lines + " cannot be read: " + e.getMessage(), e);
        }
    }

    JsonNode batch(String id) {
        return json(expect(send(request("/v1/batches/" + id).GET().build()), "asking for batch " + id));
    }

    /** Writes what is behind an address of this gateway to a file, which is there only when it is whole. */
    void downloadTo(String address, Path file) {
        Path partial = file.resolveSibling(file.getFileName() + ".part");
        try {
            HttpResponse<Path> response = http.send(
                    to(gateway.resolve(address)).timeout(BATCH_PATIENCE).GET().build(), BodyHandlers.ofFile(partial));
            if (response.statusCode() != 200) {
                throw new CliException("fetching " + address + ": "
                        + Problems.sentence(response.statusCode(), Files.readString(partial)));
            }
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException("fetching " + address + " broke off: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted", e);
        }
    }

    /** The bytes behind an address, relative to the gateway or absolute. */
    byte[] download(String address) {
        return expect(send(to(gateway.resolve(address)).timeout(PATIENCE).GET().build()), "fetching " + address)
                .body();
    }

    /**
     * Reads a job's events after {@code lastId} until the connection ends or {@code reader} has enough.
     *
     * @param justSubmitted the gateway took the job a moment ago: not to know it yet is no error, on a busy machine
     * @throws IOException the connection broke: connect again with the id of the last event read
     */
    void events(String job, Optional<String> lastId, boolean justSubmitted, Predicate<ServerEvent> reader)
            throws IOException {
        HttpRequest.Builder builder =
                to(gateway.resolve("/v1/jobs/" + job + "/events")).header("Accept", "text/event-stream");
        lastId.ifPresent(id -> builder.header("Last-Event-ID", id));
        HttpResponse<java.io.InputStream> response;
        try {
            response = http.send(builder.GET().build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted", e);
        }
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() >= 500) {
                throw new IOException("the gateway answered " + response.statusCode());
            }
            if (response.statusCode() == 404 && justSubmitted) {
                throw new IOException("the gateway does not show the job yet");
            }
            if (response.statusCode() != 200) {
                StringBuilder body = new StringBuilder();
                lines.lines().forEach(body::append);
                throw new CliException(
                        "following job " + job + ": " + Problems.sentence(response.statusCode(), body.toString()));
            }
            new ServerEvents(lines).readUntil(reader);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return to(gateway.resolve(path)).timeout(PATIENCE).header("Accept", "application/json");
    }

    /** The key goes to the gateway and to nobody else. */
    private HttpRequest.Builder to(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (apiKey != null
                && gateway.getScheme().equals(address.getScheme())
                && gateway.getRawAuthority().equals(address.getRawAuthority())) {
            request.header("Authorization", "Bearer " + apiKey);
        }
        return request;
    }

    /** Every request that this client sends may be repeated. */
    private HttpResponse<byte[]> send(HttpRequest request) {
        IOException last = new IOException("no attempt was made");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
                if (response.statusCode() != 503 || attempt == ATTEMPTS - 1) {
                    return response;
                }
            } catch (IOException e) {
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CliException("interrupted", e);
            }
            Pause.of(Duration.ofMillis(250L << attempt));
        }
        throw new CliException(
                "the gateway at " + gateway + " does not answer ("
                        + last.getClass().getSimpleName()
                        + "). Is it running? ./refinery status tells; ./refinery up starts one.",
                last);
    }

    private static HttpResponse<byte[]> expect(HttpResponse<byte[]> response, String doing) {
        if (response.statusCode() / 100 == 2) {
            return response;
        }
        throw new CliException(doing + ": "
                + Problems.sentence(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8)));
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return Json.mapper().readTree(response.body());
        } catch (IOException e) {
            throw new CliException(
                    "the gateway's answer is not JSON; is " + response.uri() + " a Refinery gateway?", e);
        }
    }
}
