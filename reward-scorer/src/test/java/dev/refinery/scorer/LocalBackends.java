package dev.refinery.scorer;

import dev.refinery.testbackends.KafkaBackend;
import dev.refinery.testbackends.S3Backend;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A real broker and a real S3 server for the app under test. */
public final class LocalBackends implements QuarkusTestResourceLifecycleManager {
    static KafkaBackend kafka;
    static S3Backend s3;
    private Path folder;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("reward-scorer-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kafka = KafkaBackend.start(folder.resolve("kafka"));
        s3 = S3Backend.start(folder.resolve("s3"));
        return Map.of(
                "kafka.bootstrap.servers", kafka.bootstrapServers(),
                "refinery.s3.endpoint", s3.endpoint().toString(),
                "refinery.s3.access-key", s3.accessKey(),
                "refinery.s3.secret-key", s3.secretKey(),
                "refinery.bundles.path",
                        Path.of(System.getProperty("refinery.root", ".."), "bundles")
                                .toString(),
                "refinery.state.dir", folder.resolve("state").toString());
    }

    @Override
    public void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(p -> p.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
