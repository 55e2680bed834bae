package dev.refinery.gateway.app.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchId;
import dev.refinery.gateway.domain.BatchLine;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of batches: items and complaints in parts of a megabyte or so, and one small object for each item that was refused when
 * its turn came. Everything is written once under a fixed key, so that it may be written again. Thread-safe.
 */
public final class BatchFiles {
    private static final String LINES = "application/x-ndjson";

    /** Parts that are being submitted from, one for each batch that takes a step; a batch comes back to its part many times. */
    private static final int PARTS_HELD = 4;

    private final ObjectStore store;
    private final Map<String, String> held = new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > PARTS_HELD;
        }
    };

    public BatchFiles(ObjectStore store) {
        this.store = store;
    }

    void writeItems(TenantId tenant, BatchId batch, int part, byte[] lines) {
        store.put(ObjectKeys.batchFile(tenant, batch.value(), "items-" + part), lines, LINES);
    }

    void writeErrors(TenantId tenant, BatchId batch, int part, byte[] lines) {
        store.put(ObjectKeys.batchFile(tenant, batch.value(), "errors-" + part), lines, LINES);
    }

    /** The items of one part, in order. */
    List<BatchLine.Item> items(Batch batch, int part) {
        return read(batch, "items-" + part)
                .lines()
                .map(line -> parse(line, BatchLine.Item.class))
                .toList();
    }

    /**
     * A few items of one part, in order.
     *
     * @param from place in the part, from 0
     */
    List<BatchLine.Item> items(Batch batch, int part, int from, int atMost) {
        return held(batch, "items-" + part)
                .lines()
                .skip(from)
                .limit(atMost)
                .map(line -> parse(line, BatchLine.Item.class))
                .toList();
    }

    private String held(Batch batch, String file) {
        String key = batch.id() + "/" + file;
        synchronized (held) {
            String known = held.get(key);
            if (known != null) {
                return known;
            }
        }
        String content = read(batch, file);
        synchronized (held) {
            held.put(key, content);
        }
        return content;
    }

    /** What is wrong with lines that are no jobs, one part of it. */
    List<BatchLine.Invalid> errors(Batch batch, int part) {
        return read(batch, "errors-" + part)
                .lines()
                .map(line -> parse(line, BatchLine.Invalid.class))
                .toList();
    }

    void refuse(Batch batch, int item, BatchLine.Invalid why) {
        store.put(ObjectKeys.batchFile(batch.tenant(), batch.id().value(), "refused-" + item), write(why), LINES);
    }

    /** Why an item was not submitted when its turn came; empty when it was. */
    Optional<BatchLine.Invalid> refused(Batch batch, int item) {
        try {
            return Optional.of(parse(read(batch, "refused-" + item), BatchLine.Invalid.class));
        } catch (ObjectMissing e) {
            return Optional.empty();
        }
    }

    private String read(Batch batch, String file) {
        byte[] bytes = store.get(ObjectKeys.batchFile(batch.tenant(), batch.id().value(), file), null);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static byte[] write(BatchLine line) {
        try {
            return Json.mapper().writeValueAsBytes(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line does not serialise", e);
        }
    }

    private static <T> T parse(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (IOException e) {
            throw new IllegalStateException("a stored line does not parse", e);
        }
    }
}
