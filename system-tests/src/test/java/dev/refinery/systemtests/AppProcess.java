package dev.refinery.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One of the three services as its image runs it: the packaged app and environment variables. */
final class AppProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String app;
    private final Path log;
    private final URI admin;
    private final Process process;

    private AppProcess(String app, Path log, URI admin, Process process) {
        this.app = app;
        this.log = log;
        this.admin = admin;
        this.process = process;
    }

    /** @param folder of its own */
    static AppProcess start(String app, Path folder, Map<String, String> environment) throws IOException {
        Files.createDirectories(folder);
        Path log = folder.resolve(app + ".log");
        int port = Checkout.freePort();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-jar",
                        Checkout.ROOT
                                .resolve(app)
                                .resolve("target/quarkus-app/quarkus-run.jar")
                                .toString()))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(port),
                        "REFINERY_STATE_DIR", folder.resolve("state").toString(),
                        "REFINERY_BUNDLES_PATH",
                                Checkout.ROOT.resolve("bundles").toString(),
                        "REFINERY_BUNDLES_CACHE",
                                Checkout.ROOT.resolve(".refinery/cache").toString()));
        return new AppProcess(app, log, URI.create("http://127.0.0.1:" + port), builder.start());
    }

    /** Status of {@code /q/health/} and this; 0 = nobody answers. */
    int health(String kind) throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(admin.resolve("/q/health/" + kind))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    AppProcess awaitReady() {
        await(app + " is ready; its log is " + log)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .failFast(app + " ended", () -> !process.isAlive())
                .until(() -> health("ready") == 200);
        return this;
    }

    /** Waits for a line that holds all of these. */
    void awaitLogged(String... parts) {
        await(app + " says " + List.of(parts) + " in " + log)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(() -> Files.readAllLines(log).stream()
                        .anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for it to end by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(app + " still runs");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
