package dev.refinery.inference.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.refinery.contracts.job.Lane;
import dev.refinery.inference.RenderException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ComputeGateTest {
    @Test
    void admitsNoMoreThanItsPermits() throws Exception {
        ComputeGate gate = new ComputeGate(1);
        gate.enter(Lane.BATCH);
        Thread second = waiting(gate, Lane.BATCH, () -> {});
        assertThat(gate.running()).isEqualTo(1);
        gate.leave();
        second.join(5_000);
        assertThat(second.isAlive()).isFalse();
    }

    @Test
    void admitsInteractiveCallsAheadOfBatchCallsThatCameEarlier() throws Exception {
        ComputeGate gate = new ComputeGate(1);
        List<Lane> order = new CopyOnWriteArrayList<>();
        gate.enter(Lane.BATCH);
        Thread batch = waiting(gate, Lane.BATCH, () -> order.add(Lane.BATCH));
        Thread interactive = waiting(gate, Lane.INTERACTIVE, () -> order.add(Lane.INTERACTIVE));
        gate.leave();
        batch.join(5_000);
        interactive.join(5_000);
        assertThat(order).containsExactly(Lane.INTERACTIVE, Lane.BATCH);
    }

    @Test
    void closingWaitsForTheCallInside() throws Exception {
        ComputeGate gate = new ComputeGate(2);
        gate.enter(Lane.INTERACTIVE);
        CompletableFuture<Boolean> closed = CompletableFuture.supplyAsync(() -> gate.close(Duration.ofSeconds(20)));
        await().untilAsserted(() -> assertThat(gate.awaitClosed(Duration.ZERO)).isTrue());
        assertThat(closed).isNotDone();
        gate.leave();
        assertThat(closed.get(5, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingGivesUpAfterItsPatience() {
        ComputeGate gate = new ComputeGate(1);
        gate.enter(Lane.INTERACTIVE);
        assertThat(gate.close(Duration.ofMillis(20))).isFalse();
    }

    @Test
    void refusesNewAndWaitingCallsOnceClosed() throws Exception {
        ComputeGate gate = new ComputeGate(1);
        gate.enter(Lane.INTERACTIVE);
        CompletableFuture<RenderException> refused = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                gate.enter(Lane.INTERACTIVE);
            } catch (RenderException e) {
                refused.complete(e);
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        gate.close(Duration.ZERO);
        assertThat(refused.get(5, java.util.concurrent.TimeUnit.SECONDS)).isInstanceOf(RenderException.Closed.class);
        assertThatThrownBy(() -> gate.enter(Lane.BATCH)).isInstanceOf(RenderException.Closed.class);
    }

    @Test
    void anInterruptedWaiterLeavesTheQueue() throws Exception {
        ComputeGate gate = new ComputeGate(1);
        gate.enter(Lane.BATCH);
        Thread waiter = new Thread(() -> {
            try {
                gate.enter(Lane.INTERACTIVE);
            } catch (RenderException.Closed expected) {
                // the waiter's own end is what the test looks at
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.WAITING);
        waiter.interrupt();
        waiter.join(5_000);
        gate.leave();
        gate.enter(Lane.BATCH);
        assertThat(gate.running()).isEqualTo(1);
    }

    private static Thread waiting(ComputeGate gate, Lane lane, Runnable inside) {
        Thread thread = new Thread(() -> {
            gate.enter(lane);
            inside.run();
            gate.leave();
        });
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }
}
