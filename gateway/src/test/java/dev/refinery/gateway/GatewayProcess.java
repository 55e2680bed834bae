package dev.refinery.gateway;

import static io.restassured.RestAssured.given;

import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The packaged gateway in a process of its own, which a test may kill and start again over the same state. */
final class GatewayProcess implements AutoCloseable {
    private static final Path JAR =
            Path.of(System.getProperty("refinery.root", ".."), "gateway/target/quarkus-app/quarkus-run.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path folder;
    private final Map<String, String> settings;
    private final int port;
    private final int adminPort;
    private Process process;

    /** @param settings environment beside the addresses of the backends */
    GatewayProcess(Path folder, KafkaBackend kafka, S3Backend s3, Map<String, String> settings) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.port = Surroundings.freePort();
        this.adminPort = Surroundings.freePort();
        this.settings = new java.util.HashMap<>(settings);
        this.settings.putAll(Map.of(
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "QUARKUS_MANAGEMENT_PORT", Integer.toString(adminPort),
                "KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "REFINERY_S3_ENDPOINT", s3.endpoint().toString(),
                "REFINERY_S3_REGION", s3.region(),
                "REFINERY_S3_BUCKET", s3.bucket(),
                "REFINERY_S3_ACCESS_KEY", s3.accessKey(),
                "REFINERY_S3_SECRET_KEY", s3.secretKey(),
                "REFINERY_STATE_DIR", folder.resolve("state").toString()));
    }

    GatewayProcess start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx224m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        JAR.toAbsolutePath().toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("gateway.log").toFile()));
        builder.environment().putAll(settings);
        process = builder.start();
        return this;
    }

    GatewayProcess awaitReady() {
        return awaitHealth("ready");
    }

    /** Answers requests, whether or not its views are loaded. */
    GatewayProcess awaitListening() {
        return awaitHealth("live");
    }

    private GatewayProcess awaitHealth(String kind) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .untilAsserted(() -> given().baseUri("http://127.0.0.1")
                        .port(adminPort)
                        .get("/q/health/" + kind)
                        .then()
                        .statusCode(200));
        return this;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    RequestSpecification call() {
        return given().baseUri(address().toString()).port(port).contentType("application/json");
    }

    /** Linux only. */
    long residentMegabytes() throws IOException {
        return status("VmRSS:");
    }

    /** The most it ever held. Linux only. */
    long peakMegabytes() throws IOException {
        return status("VmHWM:");
    }

    private long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** As SIGKILL does: nothing is flushed, closed or handed over. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                kill();
            }
        }
    }
}
