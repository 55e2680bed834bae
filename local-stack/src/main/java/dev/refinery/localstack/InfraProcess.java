package dev.refinery.localstack;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Kafka and S3 of a stack, in a process of their own, without the services: for tools that put one together themselves. It
 * does not outlive this process.
 */
public final class InfraProcess implements AutoCloseable {
    private final StackServices services;
    private final Supervisor supervisor;
    private final StackLock lock;

    private InfraProcess(StackServices services, Supervisor supervisor, StackLock lock) {
        this.services = services;
        this.supervisor = supervisor;
        this.lock = lock;
    }

    /**
     * Returns once both serve.
     *
     * @throws StackStartException the folder is in use or they did not become ready; then nothing is left running
     */
    public static InfraProcess start(StackOptions options) {
        StackLock lock = StackLock.take(options.home());
        try {
            InfraProcess infra = new InfraProcess(
                    new StackServices(options), new Supervisor(options.home()::log, StackListener.SILENT), lock);
            try {
                infra.supervisor.awaitReady(
                        infra.supervisor.launch(List.of(infra.services.infra())), options.readyWithin());
                return infra;
            } catch (RuntimeException e) {
                infra.supervisor.close();
                throw e;
            }
        } catch (IOException e) {
            lock.close();
            throw new StackStartException("cannot prepare " + options.home().folder() + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** {@code bootstrap.servers} of the broker. */
    public String kafka() {
        return services.kafka();
    }

    public URI s3() {
        return services.s3();
    }

    public S3Credentials credentials() {
        return services.credentials();
    }

    public long pid() {
        return supervisor.service(StackServices.INFRA).pid();
    }

    @Override
    public void close() {
        supervisor.close();
        lock.close();
    }
}
