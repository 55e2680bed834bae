package dev.refinery.worker.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.storage.memory.InMemoryObjectStore;
import dev.refinery.testbackends.Backends;
import dev.refinery.worker.Cluster;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.app.CountingObserver;
import dev.refinery.worker.app.Delivery;
import dev.refinery.worker.app.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue's promises against a real broker; handlers are made up, so that they can be slow and stubborn. */
@Backends
class ShareGroupTaskQueueIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static Cluster cluster;

    private final CountingObserver observer = new CountingObserver();
    private final List<Delivery> seen = new CopyOnWriteArrayList<>();
    private final List<Reference> references = Tasks.references(new InMemoryObjectStore());

    @BeforeAll
    static void start(@TempDir Path data) {
        cluster = new Cluster(data);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void handsOutCommittedTasksOnceAndAbortedOnesNever() {
        try (ShareGroupTaskQueue queue = queue(2)) {
            queue.start(remember(Verdict.DONE));
            assertThat(queue.healthy()).isTrue();
            cluster.submitAndAbort(task(99));
            List<GenerationTask> tasks =
                    IntStream.range(0, 8).mapToObj(this::task).toList();
            cluster.submit(tasks);
            await().atMost(PATIENCE).until(() -> seen.size() >= 8);
            assertThat(queue.drain(Duration.ofSeconds(20))).isZero();
            assertThat(seen).extracting(Delivery::task).containsExactlyInAnyOrderElementsOf(tasks);
            assertThat(seen).allMatch(d -> d.attempt() == 1 && !d.last());
        }
        assertThat(observer.lost).hasValue(0);
    }

    @Test
    void countsDeliveriesAndSaysWhichIsTheLast() {
        try (ShareGroupTaskQueue queue = queue(1)) {
            queue.start(delivery -> {
                seen.add(delivery);
                return delivery.last() ? Verdict.DONE : Verdict.RETRY;
            });
            cluster.submit(List.of(task(0)));
            await().atMost(PATIENCE).until(() -> seen.stream().anyMatch(Delivery::last));
            queue.drain(Duration.ofSeconds(20));
        }
        assertThat(seen).extracting(Delivery::attempt).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void givesBackWhatDoesNotFinishWhileDraining() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        GenerationTask task = task(0);
        try (ShareGroupTaskQueue first = queue(1)) {
            first.start(delivery -> {
                begun.countDown();
                try {
                    never.await();
                    return Verdict.DONE;
                } catch (InterruptedException e) {
                    return Verdict.RETRY;
                }
            });
            cluster.submit(List.of(task));
            begun.await();
            assertThat(first.drain(Duration.ofMillis(300))).isEqualTo(1);
            assertThat(first.healthy()).isFalse();
        }
        try (ShareGroupTaskQueue second = queue(1)) {
            second.start(remember(Verdict.DONE));
            await().atMost(PATIENCE).until(() -> !seen.isEmpty());
            assertThat(seen).extracting(Delivery::task).containsExactly(task);
            assertThat(seen.getFirst().attempt()).isEqualTo(2);
            assertThat(second.drain(Duration.ofSeconds(20))).isZero();
        }
    }

    @Test
    void finishesWhatIsInHandWhileDraining() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (ShareGroupTaskQueue queue = queue(1)) {
            queue.start(delivery -> {
                calls.incrementAndGet();
                begun.countDown();
                try {
                    finish.await();
                } catch (InterruptedException e) {
                    return Verdict.RETRY;
                }
                return Verdict.DONE;
            });
            cluster.submit(List.of(task(0)));
            begun.await();
            Thread finisher = new Thread(finish::countDown);
            finisher.start();
            assertThat(queue.drain(Duration.ofSeconds(20))).isZero();
        }
        try (ShareGroupTaskQueue next = queue(1)) {
            next.start(remember(Verdict.DONE));
            GenerationTask marker = task(1);
            cluster.submit(List.of(marker));
            await().atMost(PATIENCE).until(() -> !seen.isEmpty());
            assertThat(seen).extracting(Delivery::task).containsExactly(marker);
            assertThat(next.drain(Duration.ofSeconds(20))).isZero();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void keepsAPoisonRecordAndGoesOn() {
        byte[] junk = "{\"not\":\"a task\"}".getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> poison =
                new ProducerRecord<>(Topic.TASKS_INTERACTIVE.name(), "k".getBytes(StandardCharsets.UTF_8), junk);
        poison.headers().add("ce_type", "dev.refinery.generation-task.v1".getBytes(StandardCharsets.UTF_8));
        try (ShareGroupTaskQueue queue = queue(1)) {
            queue.start(remember(Verdict.DONE));
            cluster.write(poison);
            GenerationTask good = task(0);
            cluster.submit(List.of(good));
            await().atMost(PATIENCE).until(() -> !seen.isEmpty());
            assertThat(seen).extracting(Delivery::task).containsExactly(good);
            ConsumerRecord<byte[], byte[]> letter =
                    cluster.await(Topic.DEAD_LETTERS, 1, r -> true).getFirst();
            assertThat(letter.value()).isEqualTo(junk);
            assertThat(Cluster.header(letter, "refinery-origin-topic")).isEqualTo(Topic.TASKS_INTERACTIVE.name());
            assertThat(Cluster.header(letter, "refinery-reason")).isNotBlank();
            assertThat(Cluster.header(letter, "ce_type")).isEqualTo("dev.refinery.generation-task.v1");
            assertThat(queue.drain(Duration.ofSeconds(20))).isZero();
        }
        assertThat(observer.deadLetters).hasValue(1);
    }

    @Test
    void aFullBatchLaneDoesNotKeepInteractiveTasksWaiting() throws Exception {
        CountDownLatch batchMayEnd = new CountDownLatch(1);
        CountDownLatch batchBegun = new CountDownLatch(2);
        AtomicInteger batchEnded = new AtomicInteger();
        try (ShareGroupTaskQueue queue = queue(2)) {
            queue.start(delivery -> {
                if (delivery.task().lane() == Lane.BATCH) {
                    batchBegun.countDown();
                    try {
                        batchMayEnd.await();
                    } catch (InterruptedException e) {
                        return Verdict.RETRY;
                    }
                    batchEnded.incrementAndGet();
                } else {
                    seen.add(delivery);
                }
                return Verdict.DONE;
            });
            cluster.submit(List.of(batch(0), batch(1), batch(2)));
            batchBegun.await();
            cluster.submit(List.of(task(3)));
            await().atMost(PATIENCE).until(() -> seen.size() == 1);
            batchMayEnd.countDown();
            await().atMost(PATIENCE).until(() -> batchEnded.get() == 3);
            assertThat(queue.drain(Duration.ofSeconds(20))).isZero();
        }
    }

    /** Takes longer than the lock: about 20 s. */
    @Test
    void renewsTheLockOfATaskThatTakesLongerThanIt() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Function<Delivery, Verdict> slow = delivery -> {
            calls.incrementAndGet();
            try {
                finish.await();
            } catch (InterruptedException e) {
                return Verdict.RETRY;
            }
            return Verdict.DONE;
        };
        try (ShareGroupTaskQueue holder = queue(1);
                ShareGroupTaskQueue rival = queue(1)) {
            holder.start(slow);
            rival.start(slow);
            cluster.submit(List.of(task(0)));
            await().atMost(PATIENCE).until(() -> observer.renewed.get() >= 4);
            finish.countDown();
            GenerationTask marker = task(1);
            cluster.submit(List.of(marker));
            await().atMost(PATIENCE).until(() -> calls.get() == 2);
            assertThat(holder.drain(Duration.ofSeconds(20))).isZero();
            assertThat(rival.drain(Duration.ofSeconds(20))).isZero();
        }
        assertThat(calls).hasValue(2);
        assertThat(observer.lost).hasValue(0);
    }

    private ShareGroupTaskQueue queue(int slots) {
        return new ShareGroupTaskQueue(
                cluster.clients(),
                new ShareGroupTaskQueue.Settings("refinery-workers", slots, Duration.ofSeconds(15), 5),
                observer,
                Clock.systemUTC());
    }

    private Function<Delivery, Verdict> remember(Verdict verdict) {
        return delivery -> {
            seen.add(delivery);
            return verdict;
        };
    }

    private GenerationTask task(int index) {
        return Tasks.preview(Tasks.job(), index, references);
    }

    private GenerationTask batch(int index) {
        GenerationTask t = task(index);
        return new GenerationTask(
                new CandidateId(t.job(), 0, index),
                t.tenant(),
                Lane.BATCH,
                t.purpose(),
                t.model(),
                t.prompt(),
                t.seed(),
                t.genome(),
                t.references(),
                t.policy(),
                t.output(),
                t.width(),
                t.height(),
                t.format(),
                t.notAfter());
    }
}
