package dev.refinery.localstack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The whole of Refinery on one machine: Kafka and S3 in one process, then scorer, worker and gateway, each its own.
 *
 * <p>No process outlives this one, not even when it is killed. Data, secrets and the caches of earlier runs in the
 * same {@link StackHome} are used again. Thread-safe.
 */
public final class LocalStack implements AutoCloseable {
    /** Process names, in the order of their start. */
    public static final List<String> SERVICES =
            List.of(StackServices.INFRA, StackServices.SCORER, StackServices.WORKER, StackServices.GATEWAY);

    private final StackOptions options;
    private final StackListener listener;
    private final StackLock lock;
    private final Supervisor supervisor;
    private final StackServices services;
    private StackState state;
    private boolean closed;

    private LocalStack(StackOptions options, StackListener listener, StackLock lock) throws IOException {
        this.options = options;
        this.listener = listener;
        this.lock = lock;
        this.services = new StackServices(options);
        this.supervisor = new Supervisor(options.home()::log, listener);
        this.state = new StackState(
                services.gateway(),
                services.kafka(),
                services.s3(),
                services.credentials().accessKey(),
                services.credentials().secretKey(),
                ProcessHandle.current().pid(),
                Instant.now(),
                false,
                Map.of());
    }

    /**
     * Returns once every service is ready to work.
     *
     * @throws StackStartException the folder is in use, an app is not built, or a service did not become ready; then
     *     nothing is left running
     */
    public static LocalStack start(StackOptions options, StackListener listener) {
        StackLock lock = StackLock.take(options.home());
        LocalStack stack;
        try {
            Leftovers.of(options.home()).end(listener);
            stack = new LocalStack(options, listener, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e instanceof StackStartException known
                    ? known
                    : new StackStartException("cannot prepare " + options.home().folder() + ": " + e.getMessage(), e);
        }
        // From here on the stack stops in order whenever this JVM does, in the middle of its start too.
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-stop"));
        try {
            stack.startServices();
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    /** Address of the API. */
    public URI gateway() {
        return services.gateway();
    }

    /** Where a service of {@link #SERVICES} answers health and, unless it is the infrastructure, metrics. */
    public URI admin(String service) {
        return supervisor.service(service).spec().ready().resolve("/");
    }

    /** {@code bootstrap.servers} of the broker. */
    public String kafka() {
        return services.kafka();
    }

    public synchronized StackState state() {
        return state;
    }

    public StackHome home() {
        return options.home();
    }

    /** Completes when a service ends that nobody asked to end. The stack then still has to be closed. */
    public CompletableFuture<ServiceDeath> firstDeath() {
        return supervisor.firstDeath();
    }

    /** Process id of a service of {@link #SERVICES}. */
    public long pid(String service) {
        return supervisor.service(service).pid();
    }

    /** Kills a service as {@code kill -9} does, without ending the stack: to try how the others bear it. */
    public void kill(String service) {
        supervisor.service(service).kill();
    }

    /** Stops one service in order, without ending the stack. */
    public void stop(String service) {
        ServiceProcess process = supervisor.service(service);
        process.requestStop();
        process.awaitStop();
    }

    /** Starts a service again that was killed or stopped, with its old ports and data; returns once it is ready. */
    public void startAgain(String service) {
        ServiceProcess old = supervisor.service(service);
        if (old.alive()) {
            throw new IllegalStateException(service + " still runs");
        }
        List<ServiceProcess> started = supervisor.launch(List.of(old.spec()));
        record(started);
        supervisor.awaitReady(started, options.readyWithin());
    }

    /** The last lines of a service's log. */
    public List<String> lastLines(String service) {
        return supervisor.service(service).lastLines();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        supervisor.close();
        try {
            Files.deleteIfExists(options.home().stackFile());
        } catch (IOException e) {
            listener.progressed("could not remove " + options.home().stackFile());
        }
        lock.close();
    }

    private void startServices() {
        Duration within = options.readyWithin();
        List<ServiceProcess> infra = supervisor.launch(List.of(services.infra()));
        record(infra);
        supervisor.awaitReady(infra, within);
        List<ServiceProcess> apps = supervisor.launch(services.apps());
        record(apps);
        supervisor.awaitReady(apps, within);
        synchronized (this) {
            state = state.nowReady();
            write();
        }
    }

    private synchronized void record(List<ServiceProcess> started) {
        for (ServiceProcess process : started) {
            state = state.with(process.spec().name(), StackState.Service.of(process));
        }
        write();
    }

    private void write() {
        try {
            state.write(options.home());
        } catch (IOException e) {
            throw new StackStartException("cannot write " + options.home().stackFile() + ": " + e.getMessage(), e);
        }
    }
}
