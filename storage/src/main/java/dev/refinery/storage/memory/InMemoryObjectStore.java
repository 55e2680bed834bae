package dev.refinery.storage.memory;

import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectTooLarge;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.Stored;
import dev.refinery.storage.UploadLink;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store that lives and dies with its object. It keeps the same contract as the real one and can be told to fail, so that
 * tests of other parts reach their failure paths. Thread-safe.
 */
public final class InMemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, Entry> entries = new ConcurrentSkipListMap<>();
    private final AtomicInteger failuresLeft = new AtomicInteger();
    private final Clock clock;
    private volatile boolean down;

    public InMemoryObjectStore() {
        this(Clock.systemUTC());
    }

    public InMemoryObjectStore(Clock clock) {
        this.clock = clock;
    }

    /** While down, every operation but presigning fails with {@link StoreUnavailable}. */
    public void setDown(boolean down) {
        this.down = down;
    }

    /** The next operations fail with {@link StoreUnavailable}, before they do anything. */
    public void failNext(int operations) {
        failuresLeft.set(operations);
    }

    /** Changes an object's bytes behind its digest's back. */
    public void corrupt(String key, byte[] bytes) {
        entries.computeIfPresent(key, (k, entry) -> new Entry(bytes.clone(), entry.stored()));
    }

    @Override
    public Stored put(String key, byte[] bytes, String mediaType) {
        reach();
        Entry entry = entry(key, bytes, mediaType);
        entries.put(key, entry);
        return entry.stored();
    }

    @Override
    public Stored putOnce(String key, byte[] bytes, String mediaType) throws AlreadyStoredDifferently {
        reach();
        Entry entry = entry(key, bytes, mediaType);
        Entry existing = entries.putIfAbsent(key, entry);
        if (existing == null) {
            return entry.stored();
        }
        if (!existing.stored().sha256().equals(entry.stored().sha256())) {
            throw new AlreadyStoredDifferently(existing.stored(), entry.stored().sha256());
        }
        return existing.stored();
    }

    @Override
    public byte[] get(String key, @Nullable String expectedSha256) {
        reach();
        Entry entry = entries.get(key);
        if (entry == null) {
            throw new ObjectMissing(key);
        }
        String expected = expectedSha256 == null ? entry.stored().sha256() : expectedSha256;
        String actual = Sha256.hex(entry.bytes());
        if (!actual.equals(expected)) {
            throw new ObjectCorrupt(key, expected, actual);
        }
        return entry.bytes().clone();
    }

    @Override
    public byte[] getAtMost(String key, long maxBytes) {
        byte[] bytes = get(key, null);
        if (bytes.length > maxBytes) {
            throw new ObjectTooLarge(key, maxBytes);
        }
        return bytes;
    }

    @Override
    public Optional<Stored> head(String key) {
        reach();
        return Optional.ofNullable(entries.get(key)).map(Entry::stored);
    }

    @Override
    public void delete(String key) {
        reach();
        entries.remove(key);
    }

    @Override
    public URI presignGet(String key, Duration ttl) {
        return link(key, ttl);
    }

    @Override
    public UploadLink presignPut(String key, String mediaType, long bytes, Duration ttl) {
        return new UploadLink(link(key, ttl), Map.of("Content-Type", mediaType));
    }

    private URI link(String key, Duration ttl) {
        if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(Duration.ofDays(7)) > 0) {
            throw new IllegalArgumentException("a link lives longer than nothing and at most seven days, not " + ttl);
        }
        return URI.create("memory://" + bucket() + "/" + key + "?expires="
                + clock.instant().plus(ttl).getEpochSecond());
    }

    @Override
    public String bucket() {
        return "memory";
    }

    @Override
    public void ensureBucket() {
        reach();
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        reach();
        List<ListedObject> found = entries.values().stream()
                .map(Entry::stored)
                .filter(stored -> stored.key().startsWith(prefix))
                .map(stored -> new ListedObject(stored.key(), stored.bytes(), stored.storedAt()))
                .toList();
        return found.stream();
    }

    @Override
    public void close() {}

    private void reach() {
        if (down || failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailable("the in-memory store was told to fail", null);
        }
    }

    private Entry entry(String key, byte[] bytes, String mediaType) {
        return new Entry(bytes.clone(), new Stored(key, Sha256.hex(bytes), bytes.length, mediaType, clock.instant()));
    }

    @SuppressWarnings("ArrayRecordComponent") // private, never compared, never shared
    private record Entry(byte[] bytes, Stored stored) {}
}
