package dev.refinery.inference.runtime;

import java.time.Duration;

/**
 * Keeps native calls from running while the JVM takes their libraries down. The owner's {@link #close} lets no call in any more
 * and waits for those inside; when the JVM ends without it, a shutdown hook does the same, after the owner's grace. Thread-safe.
 */
final class NativeShutdown {
    private final ComputeGate gate;
    private final RuntimeOptions options;
    private final Thread hook;

    private NativeShutdown(ComputeGate gate, RuntimeOptions options, String name) {
        this.gate = gate;
        this.options = options;
        this.hook = new Thread(this::atExit, name);
    }

    /** @param name of the hook's thread */
    static NativeShutdown of(ComputeGate gate, RuntimeOptions options, String name) {
        NativeShutdown shutdown = new NativeShutdown(gate, options, name);
        Runtime.getRuntime().addShutdownHook(shutdown.hook);
        return shutdown;
    }

    private void atExit() {
        gate.awaitClosed(options.ownerGrace());
        gate.close(options.drain());
    }

    /**
     * Idempotent.
     *
     * @param free gives the native memory back; left to the process's end when a call did not finish in time
     */
    void close(Runnable free) {
        boolean first = !gate.awaitClosed(Duration.ZERO);
        boolean drained = gate.close(options.drain());
        if (first && drained) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is already shutting down: the hook finds the gate closed and returns at once.
            }
            free.run();
        }
    }
}
