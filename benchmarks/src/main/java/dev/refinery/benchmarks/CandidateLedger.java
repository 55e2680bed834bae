package dev.refinery.benchmarks;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.score.Scorecard;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Scorecards of candidates that were made before, in a file of JSON lines, so that a rerun or a new ablation pays only for
 * what is new. Keys name everything that a scorecard depends on. Thread-safe; one process a file. A line cut short by a
 * crash is skipped.
 */
final class CandidateLedger implements AutoCloseable {
    private final Map<String, Scorecard> known = new ConcurrentHashMap<>();
    private final @Nullable BufferedWriter file;

    private CandidateLedger(@Nullable BufferedWriter file) {
        this.file = file;
    }

    /** Remembers for this process only. */
    static CandidateLedger inMemory() {
        return new CandidateLedger(null);
    }

    static CandidateLedger open(Path path) {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            boolean whole = endsWithNewline(path);
            CandidateLedger ledger = new CandidateLedger(
                    Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            if (!whole) {
                ledger.write("\n");
            }
            for (String line : Files.readAllLines(path)) {
                ledger.recall(line);
            }
            return ledger;
        } catch (IOException e) {
            throw new BenchFailure("cannot use the ledger " + path, e);
        }
    }

    private static boolean endsWithNewline(Path path) throws IOException {
        if (!Files.exists(path) || Files.size(path) == 0) {
            return true;
        }
        byte[] bytes = Files.readAllBytes(path);
        return bytes[bytes.length - 1] == '\n';
    }

    private void recall(String line) {
        try {
            Entry entry = Json.mapper().readValue(line, Entry.class);
            known.put(entry.key(), entry.card());
        } catch (IOException torn) {
            // The candidate is made again.
        }
    }

    int size() {
        return known.size();
    }

    Scorecard get(String key, Supplier<Scorecard> make) {
        Scorecard done = known.get(key);
        if (done == null) {
            done = make.get();
            if (known.putIfAbsent(key, done) == null) {
                remember(new Entry(key, done));
            }
        }
        return done;
    }

    private void remember(Entry entry) {
        try {
            write(Json.mapper().writeValueAsString(entry) + "\n");
        } catch (IOException e) {
            throw new BenchFailure("cannot write the ledger", e);
        }
    }

    private synchronized void write(String text) throws IOException {
        if (file != null) {
            file.write(text);
            file.flush();
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot close the ledger", e);
        }
    }

    private record Entry(String key, Scorecard card) {}
}
