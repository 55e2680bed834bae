package dev.refinery.gateway;

import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real Kafka node and a real S3 server beside the gateway under test. */
public final class Surroundings implements QuarkusTestResourceLifecycleManager {
    static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    static final String ENCRYPTION_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    static volatile KafkaBackend kafka;
    static volatile S3Backend s3;
    static volatile int adminPort;

    /** A request to the port of health and metrics. */
    static RequestSpecification admin() {
        return RestAssured.given().port(adminPort);
    }

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory("refinery-gateway-it-");
            kafka = KafkaBackend.start(folder.resolve("kafka"));
            s3 = S3Backend.start(folder.resolve("s3"));
            Map<String, String> config = new HashMap<>();
            config.put("kafka.bootstrap.servers", kafka.bootstrapServers());
            config.put("refinery.s3.endpoint", s3.endpoint().toString());
            config.put("refinery.s3.region", s3.region());
            config.put("refinery.s3.bucket", s3.bucket());
            config.put("refinery.s3.access-key", s3.accessKey());
            config.put("refinery.s3.secret-key", s3.secretKey());
            config.put("refinery.state.dir", folder.resolve("state").toString());
            config.put("refinery.webhooks.secret", WEBHOOK_SECRET);
            config.put("refinery.webhooks.allow-private", "true");
            config.put("refinery.webhooks.encryption-keys", ENCRYPTION_KEY);
            config.put("refinery.webhooks.timeout", "PT3S");
            config.put("refinery.webhooks.retry-schedule", "PT0.2S,PT0.2S,PT0.2S");
            config.put("refinery.webhooks.tick", "PT0.1S");
            config.put("refinery.gateway.append-timeout", "PT2S");
            config.put("refinery.gateway.heartbeat", "PT0.5S");
            config.put("refinery.gateway.destinations", "shop-images/incoming,default:nobody-made-this");
            config.put("quarkus.http.test-port", "0");
            adminPort = freePort();
            config.put("quarkus.management.test-port", Integer.toString(adminPort));
            config.put("quarkus.http.limits.max-body-size", "3M");
            config.put("refinery.gateway.max-image-bytes", "1000000");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Override
    public void stop() {
        s3.close();
        kafka.close();
    }
}
