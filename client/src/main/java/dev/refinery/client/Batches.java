package dev.refinery.client;

import dev.refinery.client.Pages.Page;
import dev.refinery.client.Routes.Query;
import dev.refinery.client.Transport.Answer;
import dev.refinery.client.model.Batch;
import dev.refinery.client.model.BatchError;
import dev.refinery.client.model.BatchResult;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Files of jobs. Thread-safe. */
public final class Batches {
    private static final String PATH = "/v1/batches";

    /** Of a file of jobs, one JSON object a line. */
    public static final String JSON_LINES = "application/x-ndjson";

    private final Transport transport;
    private final Routes routes;

    private record BatchPage(List<Batch> batches, @Nullable String next) {}

    Batches(Transport transport, Routes routes) {
        this.transport = transport;
        this.routes = routes;
    }

    /** Sends a file: each line is {@code {"custom_id": .., "body": {a job}}}. */
    public Batch create(Path file) {
        return create(Content.of(file, JSON_LINES), false, null);
    }

    /**
     * @param lines of media type {@link #JSON_LINES}
     * @param rollover gives candidates that items do not need to items that fall short
     * @param idempotencyKey the same key and file are one batch; null = a key of its own for this call
     */
    public Batch create(Content lines, boolean rollover, @Nullable String idempotencyKey) {
        return transport.read(
                routes.post(PATH + (rollover ? "?rollover=true" : ""))
                        .with(lines)
                        .keyed(idempotencyKey == null ? Routes.newKey() : idempotencyKey)
                        .within(routes.transfer()),
                Batch.class);
    }

    public Batch get(String batch) {
        return transport.read(routes.get(PATH + "/{}", batch), Batch.class);
    }

    /** Newest first, fetched as far as they are read. */
    public Pages<Batch> list() {
        return new Pages<>(cursor -> {
            BatchPage page = transport.read(routes.get(PATH + new Query().and("cursor", cursor)), BatchPage.class);
            return new Page<>(page.batches(), page.next());
        });
    }

    /** Submits no more of it and cancels what is out. Repeating it is harmless. */
    public Batch cancel(String batch) {
        return transport.read(routes.post(PATH + "/{}/cancel", batch).repeatedly(), Batch.class);
    }

    /** Results so far, in the order of the file. To be closed. */
    public JsonLines<BatchResult> output(String batch) {
        return lines(batch, "output", BatchResult.class);
    }

    /** What has no result so far. To be closed. */
    public JsonLines<BatchError> errors(String batch) {
        return lines(batch, "errors", BatchError.class);
    }

    public void outputTo(String batch, Path file) {
        Downloads.toFile(transport, routes.get(PATH + "/{}/output", batch).within(routes.transfer()), file);
    }

    public void errorsTo(String batch, Path file) {
        Downloads.toFile(transport, routes.get(PATH + "/{}/errors", batch).within(routes.transfer()), file);
    }

    private <T> JsonLines<T> lines(String batch, String what, Class<T> type) {
        Answer<Flow.Publisher<List<ByteBuffer>>> answer =
                transport.send(routes.get(PATH + "/{}/" + what, batch), BodyHandlers.ofPublisher());
        return new JsonLines<>(transport.json(), type, new LineFeed(answer.required()), routes.attempt());
    }
}
