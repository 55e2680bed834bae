package dev.refinery.localstack;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One process of a stack and how to tell that it serves.
 *
 * @param command program and arguments; standard input stays open for as long as the supervisor lives
 * @param environment added to the supervisor's own
 * @param ready answers 200 to GET once the service can work
 * @param stopGrace time between the request to stop and force
 */
public record ServiceSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path workingFolder,
        URI ready,
        Duration stopGrace) {
    public ServiceSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** Leaves out the environment, which holds secrets. */
    @Override
    public String toString() {
        return "ServiceSpec[" + name + " " + ready + "]";
    }
}
