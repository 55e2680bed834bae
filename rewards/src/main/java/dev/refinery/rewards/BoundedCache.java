package dev.refinery.rewards;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * The most recently used values, at most {@code capacity} of them. Thread-safe; a value that several threads ask for at
 * once is made by one of them while the others wait. A failure is not remembered.
 */
public final class BoundedCache<K, V> {
    private final Map<K, CompletableFuture<V>> entries;

    public BoundedCache(int capacity) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, CompletableFuture<V>> eldest) {
                return size() > capacity;
            }
        };
    }

    public V get(K key, Function<K, V> make) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> known;
        synchronized (entries) {
            known = entries.putIfAbsent(key, mine);
        }
        if (known != null) {
            try {
                return known.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failed;
            }
        }
        try {
            V value = make.apply(key);
            mine.complete(value);
            return value;
        } catch (RuntimeException | Error failure) {
            synchronized (entries) {
                entries.remove(key, mine);
            }
            mine.completeExceptionally(failure);
            throw failure;
        }
    }

    public int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
