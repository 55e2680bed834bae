package dev.refinery.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A running service: its process, its log file, and its last words. Thread-safe. */
final class ServiceProcess {
    private static final int LAST_LINES = 25;

    private final ServiceSpec spec;
    private final Process process;
    private final Thread pump;
    private final Deque<String> tail = new ArrayDeque<>();
    private volatile boolean expectedToEnd;

    private ServiceProcess(ServiceSpec spec, Process process, PrintWriter log, StackListener listener) {
        this.spec = spec;
        this.process = process;
        this.pump =
                Thread.ofPlatform().name("log-" + spec.name()).daemon(true).start(() -> pump(process, log, listener));
    }

    static ServiceProcess start(ServiceSpec spec, Path logFile, StackListener listener) {
        try {
            Files.createDirectories(spec.workingFolder());
            Path parent = logFile.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (Files.exists(logFile)) {
                Files.move(
                        logFile,
                        logFile.resolveSibling(logFile.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            PrintWriter log = new PrintWriter(Files.newBufferedWriter(logFile), true);
            ProcessBuilder builder = new ProcessBuilder(ignoringInterrupts(spec.command()))
                    .directory(spec.workingFolder().toFile())
                    .redirectErrorStream(true);
            builder.environment().putAll(spec.environment());
            return new ServiceProcess(spec, builder.start(), log, listener);
        } catch (IOException e) {
            throw new StackStartException("cannot start " + spec.name() + ": " + e.getMessage(), e);
        }
    }

    ServiceSpec spec() {
        return spec;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    boolean expectedToEnd() {
        return expectedToEnd;
    }

    CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** The last lines of its log, oldest first. */
    List<String> lastLines() {
        try {
            if (!process.isAlive()) {
                pump.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (tail) {
            return new ArrayList<>(tail);
        }
    }

    /** Asks it to stop; {@link #awaitStop()} waits for that. */
    void requestStop() {
        expectedToEnd = true;
        process.destroy();
    }

    /** Waits out the grace, then uses force. */
    void awaitStop() {
        try {
            if (!process.waitFor(spec.stopGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            pump.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** As {@code kill -9}: the service gets no chance to tidy up. */
    void kill() {
        expectedToEnd = true;
        process.destroyForcibly();
        awaitStop();
    }

    /**
     * Ctrl-C goes to every process of a terminal at once; services must not hear it, or they would stop out of order.
     * An ignored signal stays ignored over exec.
     */
    private static List<String> ignoringInterrupts(List<String> command) {
        List<String> wrapped = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
        wrapped.addAll(command);
        return wrapped;
    }

    private void pump(Process source, PrintWriter log, StackListener listener) {
        try (log;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(source.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                synchronized (tail) {
                    tail.addLast(line);
                    if (tail.size() > LAST_LINES) {
                        tail.removeFirst();
                    }
                }
                listener.logged(spec.name(), line);
            }
        } catch (IOException e) {
            // The pipe of a killed process breaks; what it said before is kept.
        }
    }
}
