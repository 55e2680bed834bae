package dev.refinery.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The processes of a stack: their commands, memory and settings. */
final class StackServices {
    static final String INFRA = "infra";
    static final String SCORER = "scorer";
    static final String WORKER = "worker";
    static final String GATEWAY = "gateway";

    private static final String READY = "/q/health/ready";

    private final StackOptions options;
    private final int kafkaPort = FreePorts.next();
    private final int s3Port = FreePorts.next();
    private final int infraHealthPort = FreePorts.next();
    private final int scorerAdminPort = FreePorts.next();
    private final int workerAdminPort = FreePorts.next();
    private final int gatewayAdminPort = FreePorts.next();
    private final int gatewayPort;
    private final S3Credentials credentials;
    private final String webhookSecret;
    private final String webhookKey;

    StackServices(StackOptions options) throws IOException {
        this.options = options;
        this.gatewayPort = gatewayPort(options);
        this.credentials =
                S3Credentials.keptIn(EmbeddedS3.credentialsFile(options.home().s3()));
        this.webhookSecret = StackSecrets.webhookSecret(options.home());
        SigningKeyPair.keptIn(options.home());
        this.webhookKey = StackSecrets.webhookKey(options.home());
    }

    URI gateway() {
        return URI.create("http://127.0.0.1:" + gatewayPort);
    }

    String kafka() {
        return "127.0.0.1:" + kafkaPort;
    }

    URI s3() {
        return URI.create("http://127.0.0.1:" + s3Port);
    }

    S3Credentials credentials() {
        return credentials;
    }

    ServiceSpec infra() {
        List<String> command = new ArrayList<>(java(heap(192, 48)));
        command.addAll(List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "-cp",
                ownClassPath(),
                WatchedMain.class.getName(),
                InfraMain.class.getName(),
                options.home().folder().toString(),
                Integer.toString(kafkaPort),
                Integer.toString(s3Port),
                Integer.toString(infraHealthPort)));
        return new ServiceSpec(
                INFRA,
                command,
                Map.of("MALLOC_ARENA_MAX", "2"),
                options.home().folder(),
                URI.create("http://127.0.0.1:" + infraHealthPort + READY),
                Duration.ofSeconds(15));
    }

    /** In the order of their start; they stop the other way round: first no new jobs, then no new candidates. */
    List<ServiceSpec> apps() {
        return List.of(
                app(SCORER, "reward-scorer", scorerAdminPort, Duration.ofSeconds(20), heap(512, 128)),
                app(WORKER, "generator-worker", workerAdminPort, Duration.ofSeconds(30), heap(384, 96)),
                app(GATEWAY, "gateway", gatewayAdminPort, Duration.ofSeconds(15), heap(224, 48)));
    }

    /** Fixed sizes, MB: an old generation is only touched as it fills, a young one that grows is touched for nothing. */
    private static String[] heap(int whole, int young) {
        return new String[] {"-Xms" + whole + "m", "-Xmx" + whole + "m", "-Xmn" + young + "m"};
    }

    private ServiceSpec app(String name, String module, int adminPort, Duration stopGrace, String... memory) {
        Path jar = options.checkout().resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new StackStartException(jar + " is missing: run ./refinery build first");
        }
        List<String> command = new ArrayList<>(java(memory));
        command.addAll(List.of(
                // As the manifest of the jar asks, which counts only when a jar is started as such.
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-cp",
                ownLocation() + System.getProperty("path.separator") + jar,
                WatchedMain.class.getName(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        return new ServiceSpec(
                name,
                command,
                environment(name, adminPort),
                options.home().state(name),
                URI.create("http://127.0.0.1:" + adminPort + READY),
                stopGrace);
    }

    private Map<String, String> environment(String name, int adminPort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("MALLOC_ARENA_MAX", "2");
        settings.putAll(NativeMemory.THRESHOLDS);
        settings.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        settings.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(adminPort));
        settings.put("QUARKUS_BANNER_ENABLED", "false");
        settings.put("KAFKA_BOOTSTRAP_SERVERS", kafka());
        settings.put("REFINERY_S3_ENDPOINT", s3().toString());
        settings.put("REFINERY_S3_REGION", EmbeddedS3.REGION);
        settings.put("REFINERY_S3_BUCKET", EmbeddedS3.BUCKET);
        settings.put("REFINERY_S3_ACCESS_KEY", credentials.accessKey());
        settings.put("REFINERY_S3_SECRET_KEY", credentials.secretKey());
        settings.put(
                "REFINERY_STATE_DIR",
                options.home().state(name).resolve("streams").toString());
        settings.put(
                "REFINERY_BUNDLES_PATH", options.checkout().resolve("bundles").toString());
        // Native libraries are unpacked once for each checkout: 430 MB.
        settings.put(
                "REFINERY_BUNDLES_CACHE",
                options.checkout().resolve(".refinery/cache").toString());
        settings.put("REFINERY_GATEWAY_PUBLIC_URL", gateway().toString());
        settings.put("REFINERY_WEBHOOKS_SECRET", webhookSecret);
        settings.put("REFINERY_WEBHOOKS_ENCRYPTION_KEYS", webhookKey);
        // Everything of a local stack is on loopback, its webhook receivers too.
        settings.put("REFINERY_WEBHOOKS_ALLOW_PRIVATE", "true");
        // The private half goes to the one service that signs.
        if (name.equals(WORKER)) {
            settings.put(
                    "REFINERY_PROVENANCE_KEY",
                    options.home().provenanceKeyFile().toString());
        }
        if (name.equals(GATEWAY)) {
            settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
            settings.put("QUARKUS_HTTP_PORT", Integer.toString(gatewayPort));
            settings.put(
                    "REFINERY_PROVENANCE_PUBLIC_KEYS",
                    options.home().provenancePublicKeyFile().toString());
        }
        settings.putAll(options.environment());
        return settings;
    }

    private static List<String> java(String... memory) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(memory));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Duser.timezone=UTC",
                "--enable-native-access=ALL-UNNAMED"));
        return command;
    }

    private static int gatewayPort(StackOptions options) {
        Integer wanted = options.gatewayPort();
        if (wanted == null) {
            return FreePorts.claim(StackOptions.PREFERRED_GATEWAY_PORT)
                    ? StackOptions.PREFERRED_GATEWAY_PORT
                    : FreePorts.next();
        }
        if (!FreePorts.claim(wanted)) {
            throw new StackStartException("port " + wanted + " is used by another program: free it or name another");
        }
        return wanted;
    }

    /** This JVM's class path, fit for a process in another folder. */
    private static String ownClassPath() {
        String separator = System.getProperty("path.separator", ":");
        return Arrays.stream(System.getProperty("java.class.path", "").split(Pattern.quote(separator), -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(separator));
    }

    /** The jar or folder of this module: all that an app's JVM needs of it is {@link WatchedMain}. */
    private static Path ownLocation() {
        try {
            return Path.of(WatchedMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this module's own location is not a path", e);
        }
    }
}
