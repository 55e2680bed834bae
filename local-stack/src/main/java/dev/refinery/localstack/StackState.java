package dev.refinery.localstack;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code stack.json} says of a running stack.
 *
 * @param supervisor process id
 * @param services process id by service name
 */
public record StackState(
        @JsonProperty("gateway") URI gateway,
        @JsonProperty("kafka") String kafka,
        @JsonProperty("s3") URI s3,
        @JsonProperty("s3_access_key") String s3AccessKey,
        @JsonProperty("s3_secret_key") String s3SecretKey,
        @JsonProperty("supervisor") long supervisor,
        @JsonProperty("started_at") Instant startedAt,
        @JsonProperty("ready") boolean ready,
        @JsonProperty("services") Map<String, Service> services) {
    public StackState {
        services = Map.copyOf(services);
    }

    /** One service's process; the start tells it from a stranger that got the same number later. */
    public record Service(
            @JsonProperty("pid") long pid,
            @JsonProperty("started_at") Instant startedAt) {
        static Service of(ServiceProcess process) {
            Instant start = ProcessHandle.of(process.pid())
                    .flatMap(handle -> handle.info().startInstant())
                    .orElse(Instant.EPOCH);
            return new Service(process.pid(), start);
        }

        /** The process, when it is still this one. */
        Optional<ProcessHandle> process() {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .filter(handle -> handle.info()
                            .startInstant()
                            .filter(startedAt::equals)
                            .isPresent());
        }
    }

    /** Empty when no stack runs in {@code home}, or when the file cannot be understood. */
    public static Optional<StackState> read(StackHome home) {
        try {
            return Optional.of(Json.mapper().readValue(Files.readString(home.stackFile()), StackState.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The stack that runs in {@code home}; empty when its supervisor has ended, whatever file it left. */
    public static Optional<StackState> running(StackHome home) {
        return read(home).filter(StackState::alive);
    }

    /** True when the supervisor that wrote this still runs. */
    public boolean alive() {
        return ProcessHandle.of(supervisor).filter(ProcessHandle::isAlive).isPresent();
    }

    void write(StackHome home) throws IOException {
        OwnerOnly.write(
                home.stackFile(), Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    StackState with(String name, Service service) {
        Map<String, Service> changed = new TreeMap<>(services);
        changed.put(name, service);
        return new StackState(gateway, kafka, s3, s3AccessKey, s3SecretKey, supervisor, startedAt, ready, changed);
    }

    StackState nowReady() {
        return new StackState(gateway, kafka, s3, s3AccessKey, s3SecretKey, supervisor, startedAt, true, services);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "StackState[" + gateway + " " + services.keySet() + "]";
    }
}
