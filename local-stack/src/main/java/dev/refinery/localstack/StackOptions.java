package dev.refinery.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start and where.
 *
 * @param checkout folder that holds the built apps and {@code bundles/}
 * @param gatewayPort null = 8080 when free, else any free port
 * @param readyWithin how long all services may take to become ready
 * @param environment settings added to every app, e.g. {@code QUARKUS_LOG_LEVEL}
 */
public record StackOptions(
        Path checkout,
        StackHome home,
        @Nullable Integer gatewayPort,
        Duration readyWithin,
        Map<String, String> environment) {
    public static final int PREFERRED_GATEWAY_PORT = 8080;

    public StackOptions {
        checkout = checkout.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    public static StackOptions of(Path checkout, StackHome home) {
        return new StackOptions(checkout, home, null, Duration.ofMinutes(3), Map.of());
    }

    public StackOptions withGatewayPort(int port) {
        return new StackOptions(checkout, home, port, readyWithin, environment);
    }

    public StackOptions withEnvironment(Map<String, String> settings) {
        return new StackOptions(checkout, home, gatewayPort, readyWithin, settings);
    }
}
