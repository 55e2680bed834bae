package dev.refinery.storage;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what failed with {@link StoreUnavailable}, a bounded number of times with a jittered, doubling pause. Every
 * operation of the port may be repeated; a write-once whose answer got lost finds its own bytes and succeeds.
 */
public final class RetryingObjectStore implements ObjectStore {
    private final ObjectStore store;
    private final int attempts;
    private final Duration firstPause;
    private final Pause pause;

    /** How the store waits between attempts. */
    @FunctionalInterface
    public interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    /** @param attempts in all, at least 1 */
    public RetryingObjectStore(ObjectStore store, int attempts, Duration firstPause, Pause pause) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1");
        }
        this.store = store;
        this.attempts = attempts;
        this.firstPause = firstPause;
        this.pause = pause;
    }

    @Override
    public Stored put(String key, byte[] bytes, String mediaType) {
        return retry(() -> store.put(key, bytes, mediaType));
    }

    @Override
    public Stored putOnce(String key, byte[] bytes, String mediaType) throws AlreadyStoredDifferently {
        return retry(() -> store.putOnce(key, bytes, mediaType));
    }

    @Override
    public byte[] get(String key, @Nullable String expectedSha256) {
        return retry(() -> store.get(key, expectedSha256));
    }

    @Override
    public byte[] getAtMost(String key, long maxBytes) {
        return retry(() -> store.getAtMost(key, maxBytes));
    }

    @Override
    public Optional<Stored> head(String key) {
        return retry(() -> store.head(key));
    }

    @Override
    public void delete(String key) {
        retry(() -> {
            store.delete(key);
            return true;
        });
    }

    @Override
    public URI presignGet(String key, Duration ttl) {
        return store.presignGet(key, ttl);
    }

    @Override
    public UploadLink presignPut(String key, String mediaType, long bytes, Duration ttl) {
        return store.presignPut(key, mediaType, bytes, ttl);
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public void ensureBucket() {
        retry(() -> {
            store.ensureBucket();
            return true;
        });
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void close() {
        store.close();
    }

    @FunctionalInterface
    private interface Call<T, X extends Exception> {
        T call() throws X;
    }

    private <T, X extends Exception> T retry(Call<T, X> call) throws X {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.call();
            } catch (StoreUnavailable e) {
                if (attempt == attempts || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                waitBefore(attempt, e);
            }
        }
    }

    private void waitBefore(int attempt, StoreUnavailable failure) {
        Duration full = firstPause.multipliedBy(1L << Math.min(attempt - 1, 10));
        long half = full.toMillis() / 2;
        try {
            pause.pause(Duration.ofMillis(half + ThreadLocalRandom.current().nextLong(half + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
