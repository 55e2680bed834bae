package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.job.Lane;
import dev.refinery.inference.RenderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine around a network that counts, runs out of memory, or chokes on one picture. */
class StepEngineTest {
    private static final int LARGEST = 8;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Counting network = new Counting();
    private final ComputeGate gate = new ComputeGate(1);
    private final StepEngine<Picture> engine = new StepEngine<>("test", 1, LARGEST, gate, network);

    @AfterEach
    void close() {
        network.pace.release(1 << 20);
        engine.close();
        assertThat(gate.close(Duration.ofSeconds(5))).isTrue();
        callers.shutdownNow();
    }

    @Test
    void onePictureTakesItsSteps() {
        network.pace.release(100);
        Picture picture = new Picture("a", 3);
        engine.run(picture);
        assertThat(picture.left).isZero();
        assertThat(picture.finished).isTrue();
        assertThat(picture.nanos).isPositive();
        assertThat(network.batches()).containsExactly(1, 1, 1);
    }

    @Test
    void picturesJoinAndLeaveBetweenSteps() throws Exception {
        Future<?> first = start(new Picture("a", 3));
        network.pace.release();
        await().until(() -> network.batches().size() == 1);
        // The device is free until the next permit: whoever comes now goes along with the next step.
        network.awaitAsking();
        Future<?> second = start(new Picture("a", 4));
        await().until(() -> engine.waiting() == 1);
        network.pace.release(100);
        first.get(5, TimeUnit.SECONDS);
        second.get(5, TimeUnit.SECONDS);
        assertThat(network.batches()).containsExactly(1, 1, 2, 1, 1, 1);
    }

    @Test
    void outOfMemorySplitsTheCallAndEveryPictureComesOut() throws Exception {
        network.memory = 3;
        List<Future<?>> all = together(7, 2);
        network.pace.release(1000);
        for (Future<?> one : all) {
            one.get(5, TimeUnit.SECONDS);
        }
        assertThat(network.largestDone()).isLessThanOrEqualTo(3);
        assertThat(network.exhausted).isPositive();
    }

    @Test
    void onePictureWithoutMemorySaysSo() {
        network.memory = 0;
        network.pace.release(100);
        assertThatThrownBy(() -> engine.run(new Picture("a", 1))).isInstanceOf(RenderException.OutOfMemory.class);
        network.memory = 100;
        engine.run(new Picture("a", 1));
    }

    @Test
    void aPictureThatTheNetworkRefusesDoesNotHarmItsCompany() throws Exception {
        Picture poison = new Picture("a", 2);
        poison.poison = true;
        Future<?> blocker = start(new Picture("a", 1));
        network.awaitAsking();
        Future<?> bad = start(poison);
        Future<?> good = start(new Picture("a", 2));
        Future<?> fine = start(new Picture("a", 2));
        await().until(() -> engine.waiting() == 3);
        network.pace.release(1000);
        blocker.get(5, TimeUnit.SECONDS);
        good.get(5, TimeUnit.SECONDS);
        fine.get(5, TimeUnit.SECONDS);
        assertThatThrownBy(() -> bad.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(RenderException.ModuleFailed.class);
    }

    @Test
    void aCheckThatThrowsEndsThatPictureAlone() throws Exception {
        Picture canceled = new Picture("a", 5);
        Future<?> going = start(new Picture("a", 5));
        network.awaitAsking();
        Future<?> ended = start(canceled);
        network.pace.release(2);
        await().until(() -> network.batches().size() == 2);
        canceled.canceled = true;
        network.pace.release(1000);
        going.get(5, TimeUnit.SECONDS);
        assertThatThrownBy(() -> ended.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("canceled");
        assertThat(canceled.left).isGreaterThan(0);
    }

    @Test
    void anInterruptedCallerIsLetGoAfterTheStepInProgress() throws Exception {
        Picture picture = new Picture("a", 50);
        Thread[] caller = new Thread[1];
        Future<?> made = callers.submit(() -> {
            caller[0] = Thread.currentThread();
            engine.run(picture);
        });
        network.awaitAsking();
        caller[0].interrupt();
        assertThatThrownBy(() -> made.get(200, TimeUnit.MILLISECONDS))
                .as("the step in progress uses its tensors")
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        network.pace.release();
        assertThatThrownBy(() -> made.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(RenderException.Closed.class);
        assertThat(picture.left).isEqualTo(49);
    }

    @Test
    void closingLetsTheStepInProgressEndAndRefusesTheRest() throws Exception {
        Future<?> moving = start(new Picture("a", 9));
        network.awaitAsking();
        Future<?> waiting = start(new Picture("b", 1));
        await().until(() -> engine.waiting() == 1);
        engine.close();
        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(RenderException.Closed.class);
        network.pace.release();
        assertThatThrownBy(() -> moving.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(RenderException.Closed.class);
        assertThatThrownBy(() -> engine.run(new Picture("a", 1))).isInstanceOf(RenderException.Closed.class);
    }

    @Test
    void aGateThatClosesEndsEverybody() {
        gate.close(Duration.ZERO);
        assertThatThrownBy(() -> engine.run(new Picture("a", 1))).isInstanceOf(RenderException.Closed.class);
    }

    @Test
    void manyCallersOfManyShapesAllArrive() throws ExecutionException, InterruptedException {
        network.pace.release(1 << 20);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Picture picture = new Picture("shape" + i % 5, 1 + i % 7);
            picture.lane = i % 3 == 0 ? Lane.BATCH : Lane.INTERACTIVE;
            picture.rows = 1 + i % 2;
            all.add(start(picture));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(network.largestDone()).isLessThanOrEqualTo(LARGEST);
    }

    private Future<?> start(Picture picture) {
        return callers.submit(() -> engine.run(picture));
    }

    /** So many pictures that wait for the same step. */
    private List<Future<?>> together(int count, int steps) throws InterruptedException {
        List<Future<?>> all = new ArrayList<>();
        all.add(start(new Picture("a", 1)));
        network.awaitAsking();
        for (int i = 0; i < count; i++) {
            all.add(start(new Picture("a", steps)));
        }
        await().until(() -> engine.waiting() == count);
        return all;
    }

    private static final class Picture {
        final String shape;
        volatile int left;
        volatile Lane lane = Lane.INTERACTIVE;
        volatile int rows = 1;
        volatile boolean poison;
        volatile boolean canceled;
        volatile boolean finished;
        volatile long nanos;

        Picture(String shape, int steps) {
            this.shape = shape;
            this.left = steps;
        }
    }

    /** Every call takes a permit, so that tests decide when a step ends. */
    private static final class Counting implements StepEngine.Network<Picture> {
        final Semaphore pace = new Semaphore(0);
        final ConcurrentLinkedQueue<Integer> calls = new ConcurrentLinkedQueue<>();
        private volatile CountDownLatch asking = new CountDownLatch(1);
        volatile int memory = Integer.MAX_VALUE;
        volatile int exhausted;

        List<Integer> batches() {
            return List.copyOf(calls);
        }

        int largestDone() {
            return calls.stream().mapToInt(i -> i).max().orElse(0);
        }

        void awaitAsking() throws InterruptedException {
            assertThat(asking.await(5, TimeUnit.SECONDS)).isTrue();
            await().until(pace::hasQueuedThreads);
        }

        @Override
        public Object shape(Picture picture) {
            return picture.shape;
        }

        @Override
        public Lane lane(Picture picture) {
            return picture.lane;
        }

        @Override
        public int rows(Picture picture) {
            return picture.rows;
        }

        @Override
        public void check(Picture picture) {
            if (picture.canceled) {
                throw new IllegalStateException("canceled");
            }
        }

        @Override
        public void step(List<Picture> pictures, int largest) {
            asking.countDown();
            pace.acquireUninterruptibly();
            int rows = pictures.stream().mapToInt(p -> p.rows).sum();
            int call = Math.min(rows, largest);
            if (call > memory) {
                exhausted++;
                throw new RenderException.OutOfMemory("no memory for " + call, new IllegalStateException());
            }
            if (pictures.stream().anyMatch(p -> p.poison)) {
                throw new RenderException.ModuleFailed("cannot", null);
            }
            calls.add(call);
            pictures.forEach(p -> p.left--);
        }

        @Override
        public boolean arrived(Picture picture) {
            return picture.left == 0;
        }

        @Override
        public void finish(Picture picture) {
            picture.finished = true;
        }

        @Override
        public void took(Picture picture, long nanos) {
            picture.nanos += nanos;
        }
    }
}
