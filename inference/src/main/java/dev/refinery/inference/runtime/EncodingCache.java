package dev.refinery.inference.runtime;

import dev.refinery.inference.CutoutReport;
import dev.refinery.inference.EncodedReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Encodings by what was encoded, least recently used ones dropped first when they outgrow the limit. Each is made once, by the
 * first caller that needs it; the others wait for that one. Encodings that somebody uses are dropped only after the
 * last lease on them is closed. Thread-safe. One cache serves one bundle, so the bundle's digest is not in the key.
 *
 * @param <K> an encoding's key: everything that it depends on
 */
final class EncodingCache<K> {
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<K, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long hits;
    private long misses;

    EncodingCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    Lease lease(K key, Supplier<EncodedTensors> make) {
        Entry entry;
        boolean mine;
        lock.lock();
        try {
            Entry known = entries.get(key);
            mine = known == null;
            if (known == null) {
                entry = new Entry();
                entries.put(key, entry);
                misses++;
            } else {
                entry = known;
                hits++;
            }
            entry.leases++;
        } finally {
            lock.unlock();
        }
        if (mine) {
            fill(key, entry, make);
        }
        try {
            return new Loan(entry, entry.tensors.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }

    private void fill(K key, Entry entry, Supplier<EncodedTensors> make) {
        EncodedTensors made = null;
        try {
            made = make.get();
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                entries.remove(key, entry);
            } finally {
                lock.unlock();
            }
            entry.tensors.completeExceptionally(e);
        }
        if (made != null) {
            lock.lock();
            try {
                bytes += made.bytes();
                entry.tensors.complete(made);
                evict();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Under the lock. */
    private void evict() {
        Iterator<Map.Entry<K, Entry>> eldestFirst = entries.entrySet().iterator();
        while (bytes > maxBytes && eldestFirst.hasNext()) {
            Entry entry = eldestFirst.next().getValue();
            if (entry.tensors.isDone() && entry.leases == 0) {
                eldestFirst.remove();
                drop(entry);
            }
        }
    }

    private void drop(Entry entry) {
        EncodedTensors tensors = entry.tensors.join();
        bytes -= tensors.bytes();
        tensors.free();
    }

    private void giveBack(Entry entry) {
        lock.lock();
        try {
            entry.leases--;
            evict();
        } finally {
            lock.unlock();
        }
    }

    Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(entries.size(), bytes, hits, misses);
        } finally {
            lock.unlock();
        }
    }

    record Statistics(int entries, long bytes, long hits, long misses) {}

    private static final class Entry {
        final CompletableFuture<EncodedTensors> tensors = new CompletableFuture<>();
        int leases;
    }

    /** An encoding that is not dropped before this is closed. */
    interface Lease extends EncodedReference {
        EncodedTensors tensors();
    }

    private final class Loan implements Lease {
        private final Entry entry;
        private final EncodedTensors tensors;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Loan(Entry entry, EncodedTensors tensors) {
            this.entry = entry;
            this.tensors = tensors;
        }

        @Override
        public EncodedTensors tensors() {
            if (!open.get()) {
                throw new IllegalStateException("the lease is closed");
            }
            return tensors;
        }

        @Override
        public CutoutReport cutout() {
            return tensors.cutout();
        }

        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                giveBack(entry);
            }
        }
    }
}
