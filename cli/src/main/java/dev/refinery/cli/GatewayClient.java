package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.client.Batches;
import dev.refinery.client.Content;
import dev.refinery.client.EventOptions;
import dev.refinery.client.JobEvents;
import dev.refinery.client.RefineryClient;
import dev.refinery.client.RefineryException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the commands ask of a gateway. Every failure is a {@link CliException} that says what to do. Thread-safe. */
final class GatewayClient implements AutoCloseable {
    private final RefineryClient client;

    /** @param apiKey null = the gateway is open */
    GatewayClient(URI gateway, @Nullable String apiKey) {
        try {
            this.client = RefineryClient.builder()
                    .baseUrl(gateway)
                    .apiKey(apiKey)
                    // Whoever types the address knows the network between.
                    .keyOverPlainHttp(true)
                    .userAgent("refinery-cli")
                    .build();
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    URI address() {
        return client.baseUrl();
    }

    /** Sends one picture; the same picture again costs nothing. Returns its asset id. */
    String upload(byte[] image, String mediaType, String name) {
        return doing(
                "uploading " + name,
                () -> client.assets().upload(Content.of(image, mediaType)).id());
    }

    /** Submits a job as its file says; returns it as the gateway shows it. Safe against a lost answer: a key makes it happen once. */
    JsonNode submit(JsonNode job) {
        return doing(
                "submitting the job",
                () -> client.raw().post("/v1/jobs", job, UUID.randomUUID().toString()));
    }

    JsonNode job(String id) {
        return doing("asking for job " + id, () -> client.raw().get("/v1/jobs/" + id));
    }

    JsonNode latestJobs(int limit) {
        return doing("listing jobs", () -> client.raw().get("/v1/jobs?limit=" + limit));
    }

    /** Sends a file of jobs; the same file under the same key makes one batch, whose id this returns. */
    String sendBatch(Path lines, String key, boolean rollover) {
        try {
            return doing(
                    "sending the batch",
                    () -> client.batches()
                            .create(Content.of(lines, Batches.JSON_LINES), rollover, key)
                            .id());
        } catch (UncheckedIOException e) {
            throw new CliException(lines + " cannot be read: " + e.getMessage(), e);
        }
    }

    JsonNode batch(String id) {
        return doing("asking for batch " + id, () -> client.raw().get("/v1/batches/" + id));
    }

    /** Writes what is behind an address of this gateway to a file, which is there only when it is whole. */
    void downloadTo(String address, Path file) {
        try {
            doing("fetching " + address, () -> {
                client.download(address, file);
                return file;
            });
        } catch (UncheckedIOException e) {
            throw new CliException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The bytes behind an address, relative to the gateway or absolute. */
    byte[] download(String address) {
        return doing("fetching " + address, () -> client.download(address));
    }

    /** A job's events; the reader's failures are said by {@link #failure}. */
    JobEvents events(String job, EventOptions options) {
        try {
            return client.jobs().events(job, options);
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    CliException failure(String doing, RefineryException e) {
        return switch (e.kind()) {
            case REFUSED -> new CliException(doing + ": " + e.getMessage());
            case INTERRUPTED -> new CliException("interrupted", e);
            case UNREADABLE -> new CliException(String.valueOf(e.getMessage()), e);
            case UNREACHABLE, BROKEN ->
                new CliException(
                        "the gateway at " + address() + " does not answer ("
                                + (e.getCause() == null ? e : e.getCause())
                                        .getClass()
                                        .getSimpleName()
                                + "). Is it running? ./refinery status tells; ./refinery up starts one.",
                        e);
        };
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T doing(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (RefineryException e) {
            throw failure(what, e);
        }
    }
}
