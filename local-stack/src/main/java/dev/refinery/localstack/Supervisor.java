package dev.refinery.localstack;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Starts services, waits until they serve, notices when one dies, and stops them in reverse order. It restarts none by
 * itself. Thread-safe.
 */
final class Supervisor implements AutoCloseable {
    private static final Duration PROBE = Duration.ofMillis(250);

    private final Function<String, Path> logFiles;
    private final StackListener listener;
    private final CompletableFuture<ServiceDeath> firstDeath = new CompletableFuture<>();
    private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private volatile boolean closing;

    Supervisor(Function<String, Path> logFiles, StackListener listener) {
        this.logFiles = logFiles;
        this.listener = listener;
    }

    /** Starts all at once, without waiting for any. */
    synchronized List<ServiceProcess> launch(List<ServiceSpec> specs) {
        List<ServiceProcess> started = new ArrayList<>();
        for (ServiceSpec spec : specs) {
            if (closing) {
                throw new StackStartException("the stack is stopping");
            }
            ServiceProcess process = ServiceProcess.start(spec, logFiles.apply(spec.name()), listener);
            services.put(spec.name(), process);
            CompletableFuture<Void> unused = process.onExit().thenRun(() -> died(process));
            started.add(process);
        }
        return started;
    }

    /** @throws StackStartException one ended, or was not ready in time; its last log lines are in the message */
    void awaitReady(List<ServiceProcess> processes, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        for (ServiceProcess process : processes) {
            for (String answer = probe(process); !answer.isEmpty(); answer = probe(process)) {
                if (closing) {
                    throw new StackStartException("stopped while starting");
                }
                if (!process.alive()) {
                    throw new StackStartException(ServiceDeath.of(process).report());
                }
                if (System.nanoTime() > deadline) {
                    throw new StackStartException(process.spec().name() + " was not ready within " + within.toSeconds()
                            + " s (" + answer + "). Its last log lines:\n" + String.join("\n", process.lastLines()));
                }
                pause();
            }
            listener.progressed(process.spec().name() + " is ready");
        }
    }

    /** Completes when a service ends that nobody asked to end. */
    CompletableFuture<ServiceDeath> firstDeath() {
        return firstDeath;
    }

    synchronized ServiceProcess service(String name) {
        ServiceProcess process = services.get(name);
        if (process == null) {
            throw new IllegalArgumentException("no service " + name + ", only " + services.keySet());
        }
        return process;
    }

    synchronized List<ServiceProcess> all() {
        return new ArrayList<>(services.values());
    }

    /** Stops every service in reverse order of its start; harmless when repeated. */
    @Override
    public void close() {
        closing = true;
        List<ServiceProcess> order = all();
        for (int i = order.size() - 1; i >= 0; i--) {
            ServiceProcess process = order.get(i);
            if (process.alive()) {
                listener.progressed("stopping " + process.spec().name());
                process.requestStop();
                process.awaitStop();
            }
        }
        http.close();
    }

    private void died(ServiceProcess process) {
        if (!closing && !process.expectedToEnd()) {
            firstDeath.complete(ServiceDeath.of(process));
        }
    }

    /** Empty when it serves, else what stands in the way. */
    private String probe(ServiceProcess process) {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(process.spec().ready())
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? "" : response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return "no answer on " + process.spec().ready();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackStartException("interrupted while starting", e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(PROBE.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackStartException("interrupted while starting", e);
        }
    }
}
