package dev.refinery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.storage.memory.InMemoryObjectStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryingObjectStoreTest extends ObjectStoreContract {
    private final InMemoryObjectStore memory = new InMemoryObjectStore();
    private final List<Duration> pauses = new ArrayList<>();
    private final ObjectStore store = new RetryingObjectStore(memory, 3, Duration.ofMillis(100), pauses::add);

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void survivesTwoFailuresWithGrowingPauses() {
        memory.failNext(2);
        store.put(key("a"), text("x"), "text/plain");
        assertThat(store.get(key("a"), null)).isEqualTo(text("x"));
        assertThat(pauses).hasSize(2);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    @Test
    void givesUpInTheEnd() {
        memory.setDown(true);
        assertThatThrownBy(() -> store.get(key("a"), null)).isInstanceOf(StoreUnavailable.class);
        assertThat(pauses).hasSize(2);
    }

    @Test
    void doesNotRepeatWhatRepetitionCannotCure() {
        assertThatThrownBy(() -> store.get(key("a"), null)).isInstanceOf(ObjectMissing.class);
        memory.put(key("a"), text("x"), "text/plain");
        assertThatThrownBy(() -> store.get(key("a"), "0".repeat(64))).isInstanceOf(ObjectCorrupt.class);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aWriteOnceWhoseAnswerGotLostSucceeds() throws Exception {
        ObjectStore lossy = new RetryingObjectStore(new AnswerLost(memory), 2, Duration.ofMillis(1), pauses::add);
        assertThat(lossy.putOnce(key("r"), text("mine"), "text/plain").sha256()).isEqualTo(Sha256.hex(text("mine")));
        assertThat(pauses).hasSize(1);
    }

    @Test
    void anInterruptEndsTheWaiting() {
        ObjectStore interrupted = new RetryingObjectStore(memory, 5, Duration.ofMillis(1), pause -> {
            throw new InterruptedException();
        });
        memory.setDown(true);
        assertThatThrownBy(() -> interrupted.head(key("a"))).isInstanceOf(StoreUnavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Does the first write and then says that the store was unavailable. */
    private static final class AnswerLost implements ObjectStore {
        private final ObjectStore store;
        private boolean lost;

        AnswerLost(ObjectStore store) {
            this.store = store;
        }

        @Override
        public Stored putOnce(String key, byte[] bytes, String mediaType) throws AlreadyStoredDifferently {
            Stored stored = store.putOnce(key, bytes, mediaType);
            if (!lost) {
                lost = true;
                throw new StoreUnavailable("answer lost", null);
            }
            return stored;
        }

        @Override
        public Stored put(String key, byte[] bytes, String mediaType) {
            return store.put(key, bytes, mediaType);
        }

        @Override
        public byte[] get(String key, @Nullable String expectedSha256) {
            return store.get(key, expectedSha256);
        }

        @Override
        public byte[] getAtMost(String key, long maxBytes) {
            return store.getAtMost(key, maxBytes);
        }

        @Override
        public Optional<Stored> head(String key) {
            return store.head(key);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
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
            store.ensureBucket();
        }

        @Override
        public Stream<ListedObject> list(String prefix) {
            return store.list(prefix);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
