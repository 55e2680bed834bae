package dev.refinery.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of an earlier stack in the same folder whose supervisor was killed: they are about to end by themselves. */
final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final StackHome home;
    private final List<ProcessHandle> processes;

    private Leftovers(StackHome home, List<ProcessHandle> processes) {
        this.home = home;
        this.processes = processes;
    }

    static Leftovers of(StackHome home) {
        return new Leftovers(
                home,
                StackState.read(home)
                        .map(state -> state.services().values().stream()
                                .flatMap(service -> service.process().stream())
                                .toList())
                        .orElse(List.of()));
    }

    /** Waits for them, and ends by force those that hang. */
    void end(StackListener listener) throws IOException {
        if (!processes.isEmpty()) {
            listener.progressed("waiting for " + processes.size() + " processes of an earlier stack to end");
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (ProcessHandle process : processes) {
            try {
                process.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (ExecutionException e) {
                throw new StackStartException("cannot wait for process " + process.pid(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StackStartException("interrupted while waiting for process " + process.pid(), e);
            }
        }
        Files.deleteIfExists(home.stackFile());
    }
}
