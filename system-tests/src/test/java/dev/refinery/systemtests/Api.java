package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.PictureHash;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The HTTP API, as a client that knows nothing of the inside uses it. */
final class Api {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final URI gateway;
    private final HttpClient http;

    Api(URI gateway) {
        this(
                gateway,
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    Api(URI gateway, HttpClient http) {
        this.gateway = gateway;
        this.http = http;
    }

    /** The id of an uploaded picture. */
    String upload(Path picture) throws Exception {
        HttpResponse<String> response = post("/v1/assets", "application/octet-stream", Files.readAllBytes(picture));
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError("upload of " + picture + ": " + response.statusCode() + " " + response.body());
        }
        return Json.mapper().readTree(response.body()).path("id").asText();
    }

    HttpResponse<String> postAsset(byte[] bytes) throws Exception {
        return post("/v1/assets", "application/octet-stream", bytes);
    }

    HttpResponse<String> postJob(JsonNode job) throws Exception {
        return post("/v1/jobs", "application/json", job.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The id of a submitted job. */
    String submit(JsonNode job) throws Exception {
        HttpResponse<String> response = postJob(job);
        if (response.statusCode() != 202) {
            throw new AssertionError("submit: " + response.statusCode() + " " + response.body());
        }
        return Json.mapper().readTree(response.body()).path("id").asText();
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }

    /** What is to be seen in a job's finished picture: its file, whose digest is as told, differs in its provenance, which names the job. */
    PictureHash picture(String job) throws Exception {
        JsonNode end = awaitEnd(job);
        assertThat(end.path("type").asText()).as(end.toString()).isEqualTo("job.succeeded");
        JsonNode result = end.path("ended").path("results").path(0);
        byte[] file = download(result.path("url").asText());
        assertThat(Digest.sha256(file)).isEqualTo(result.path("sha256").asText());
        return PictureHash.of(file);
    }

    byte[] download(String address) throws Exception {
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(gateway.resolve(address))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new AssertionError(address + " answered " + response.statusCode());
        }
        return response.body();
    }

    /** The first event of the job that fits; reconnects while the gateway is away. */
    JsonNode awaitEvent(String job, Predicate<JsonNode> fits) {
        AtomicReference<JsonNode> found = new AtomicReference<>();
        Awaitility.await("event of job " + job)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    try {
                        found.set(firstEvent(job, fits));
                    } catch (IOException e) {
                        return false;
                    }
                    return found.get() != null;
                });
        return found.get();
    }

    /** The event that ended the job. */
    JsonNode awaitEnd(String job) {
        return awaitEvent(
                job,
                event -> event.hasNonNull("ended")
                        || switch (event.path("type").asText()) {
                            case "job.succeeded", "job.failed", "job.canceled", "job.expired" -> true;
                            default -> false;
                        });
    }

    private JsonNode firstEvent(String job, Predicate<JsonNode> fits) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + job + "/events"))
                        .build(),
                BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != 200) {
                throw new IOException("events answered " + response.statusCode());
            }
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    JsonNode event = Json.mapper().readTree(line.substring(5));
                    if (fits.test(event)) {
                        return event;
                    }
                }
            }
            return null;
        }
    }

    /** What can be done with a job: {@code continue}, {@code replay}, ... */
    HttpResponse<String> act(String job, String action, String body) throws Exception {
        return post("/v1/jobs/" + job + "/" + action, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> delete(String job) throws Exception {
        return http.send(
                HttpRequest.newBuilder(gateway.resolve("/v1/jobs/" + job))
                        .timeout(Duration.ofSeconds(60))
                        .DELETE()
                        .build(),
                BodyHandlers.ofString());
    }

    /** The job as it is. */
    JsonNode job(String job) throws Exception {
        return Json.mapper().readTree(get("/v1/jobs/" + job).body());
    }

    private HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
        return http.send(
                HttpRequest.newBuilder(gateway.resolve(path))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** A small job over the sample pictures: two rounds of four. */
    ObjectNode smallJob() throws Exception {
        Path samples = Checkout.ROOT.resolve("samples");
        ObjectNode job = Json.mapper().createObjectNode();
        job.put("prompt", "@mug on the table of @kitchen, in the manner of @style");
        ArrayNode references = job.putArray("references");
        reference(references, "mug", "subject", samples.resolve("products/mug.jpg"));
        reference(references, "kitchen", "background", samples.resolve("scenes/kitchen.jpg"));
        reference(references, "style", "style", samples.resolve("styles/watercolour.jpg"));
        job.putObject("output").put("size", "320x320").put("format", "png");
        job.putObject("refinement").put("max_rounds", 2).put("candidates", 4);
        job.put("seed", 7);
        return job;
    }

    private void reference(ArrayNode references, String name, String role, Path picture) throws Exception {
        references.addObject().put("name", name).put("role", role).put("asset", upload(picture));
    }
}
