package dev.refinery.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store must do. Each test works under a prefix of its own, so a shared bucket will do. */
public abstract class ObjectStoreContract {
    private final String prefix = "contract-" + UUID.randomUUID() + "/";

    protected abstract ObjectStore store();

    @Test
    void keepsBytesTypeAndDigest() {
        byte[] bytes = text("hello");
        Instant before = Instant.now().minusSeconds(60);
        Stored written = store().put(key("a.txt"), bytes, "text/plain");
        assertThat(written.sha256()).isEqualTo(Sha256.hex(bytes));
        assertThat(store().get(key("a.txt"), written.sha256())).isEqualTo(bytes);
        assertThat(store().get(key("a.txt"), null)).isEqualTo(bytes);
        Stored head = store().head(key("a.txt")).orElseThrow();
        assertThat(head.sha256()).isEqualTo(written.sha256());
        assertThat(head.bytes()).isEqualTo(5);
        assertThat(head.mediaType()).isEqualTo("text/plain");
        assertThat(head.storedAt()).isBetween(before, Instant.now().plusSeconds(60));
    }

    @Test
    void putOverwrites() {
        store().put(key("a.txt"), text("one"), "text/plain");
        store().put(key("a.txt"), text("two"), "text/plain");
        assertThat(store().get(key("a.txt"), Sha256.hex(text("two")))).isEqualTo(text("two"));
    }

    @Test
    void emptyAndLargeObjectsAreWhole() {
        byte[] large = new byte[9 << 20];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        for (byte[] bytes : List.of(new byte[0], large)) {
            String key = key("size-" + bytes.length + ".bin");
            Stored stored = store().put(key, bytes, "application/octet-stream");
            assertThat(store().get(key, stored.sha256())).isEqualTo(bytes);
            assertThat(store().head(key).orElseThrow().bytes()).isEqualTo(bytes.length);
        }
    }

    @Test
    void refusesBytesThatAreNotTheExpectedOnes() {
        store().put(key("a.txt"), text("other"), "text/plain");
        assertThatThrownBy(() -> store().get(key("a.txt"), Sha256.hex(text("expected"))))
                .isInstanceOf(ObjectCorrupt.class)
                .hasMessageContaining("a.txt");
    }

    @Test
    void whatIsNotThereIsMissing() {
        assertThatThrownBy(() -> store().get(key("none.txt"), null)).isInstanceOf(ObjectMissing.class);
        assertThat(store().head(key("none.txt"))).isEmpty();
        store().delete(key("none.txt"));
    }

    @Test
    void boundsWhatItReadsOfOthers() {
        store().put(key("a.txt"), text("hello"), "text/plain");
        assertThat(store().getAtMost(key("a.txt"), 5)).isEqualTo(text("hello"));
        assertThatThrownBy(() -> store().getAtMost(key("a.txt"), 4)).isInstanceOf(ObjectTooLarge.class);
        assertThatThrownBy(() -> store().getAtMost(key("none.txt"), 4)).isInstanceOf(ObjectMissing.class);
    }

    @Test
    void deleteRemoves() {
        store().put(key("a.txt"), text("x"), "text/plain");
        store().delete(key("a.txt"));
        assertThat(store().head(key("a.txt"))).isEmpty();
    }

    @Test
    void putOnceKeepsTheFirst() throws Exception {
        Stored first = store().putOnce(key("r.txt"), text("first"), "text/plain");
        assertThat(store().putOnce(key("r.txt"), text("first"), "text/plain").sha256())
                .isEqualTo(first.sha256());
        assertThatThrownBy(() -> store().putOnce(key("r.txt"), text("second"), "text/plain"))
                .isInstanceOfSatisfying(
                        AlreadyStoredDifferently.class,
                        e -> assertThat(e.existing().sha256()).isEqualTo(first.sha256()));
        assertThat(store().get(key("r.txt"), first.sha256())).isEqualTo(text("first"));
    }

    @Test
    void ofManyDifferentWritersOneWins() throws Exception {
        List<String> results = race(i -> text("writer " + i));
        List<String> winners = results.stream().filter(r -> !r.isEmpty()).toList();
        assertThat(winners).hasSize(1);
        assertThat(Sha256.hex(store().get(key("race.txt"), null))).isEqualTo(winners.get(0));
    }

    @Test
    void ofManyEqualWritersAllSucceed() throws Exception {
        assertThat(race(i -> text("the same"))).containsOnly(Sha256.hex(text("the same")));
    }

    @Test
    void listsWhatLiesUnderAPrefix() {
        store().put(key("p/a.txt"), text("1"), "text/plain");
        store().put(key("p/q/b.txt"), text("22"), "text/plain");
        store().put(key("other.txt"), text("3"), "text/plain");
        try (var listed = store().list(key("p/"))) {
            assertThat(listed.toList())
                    .extracting(ListedObject::key, ListedObject::bytes)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple(key("p/a.txt"), 1L),
                            org.assertj.core.groups.Tuple.tuple(key("p/q/b.txt"), 2L));
        }
    }

    @Test
    void ensuringTheBucketTwiceIsFine() {
        store().ensureBucket();
        store().ensureBucket();
        assertThat(store().bucket()).isNotBlank();
    }

    @Test
    void linksNameTheObjectAndHaveALifetime() {
        assertThat(store().presignGet(key("a.txt"), Duration.ofMinutes(5)).toString())
                .contains("a.txt");
        UploadLink upload = store().presignPut(key("a.txt"), "text/plain", 5, Duration.ofMinutes(5));
        assertThat(upload.url().toString()).contains("a.txt");
        assertThat(upload.headers()).containsEntry("Content-Type", "text/plain");
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(8))) {
            assertThatThrownBy(() -> store().presignGet(key("a.txt"), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> store().presignPut(key("a.txt"), "text/plain", 5, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    protected String key(String name) {
        return prefix + name;
    }

    protected static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What each of eight simultaneous writers got: a digest, or "" when another was first. */
    private List<String> race(java.util.function.IntFunction<byte[]> bytes) throws Exception {
        int writers = 8;
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            byte[] mine = bytes.apply(i);
            calls.add(() -> {
                start.await();
                try {
                    return store().putOnce(key("race.txt"), mine, "text/plain").sha256();
                } catch (AlreadyStoredDifferently e) {
                    return "";
                }
            });
        }
        List<String> results = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (Future<String> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
