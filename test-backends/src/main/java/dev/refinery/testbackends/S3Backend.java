package dev.refinery.testbackends;

import dev.refinery.localstack.EmbeddedS3;
import java.net.URI;
import java.nio.file.Path;

/** One S3 server. It keeps its address and its objects over {@link #stop()} and {@link #restart()}. */
public interface S3Backend extends AutoCloseable {
    /** @param data folder of the embedded server; unused in containers */
    static S3Backend start(Path data) {
        return Backends.Available.inContainers() ? S3InContainer.start() : new Embedded(EmbeddedS3.start(data));
    }

    URI endpoint();

    String region();

    String bucket();

    String accessKey();

    String secretKey();

    void stop();

    void restart();

    @Override
    void close();

    /** The default. */
    record Embedded(EmbeddedS3 s3) implements S3Backend {
        @Override
        public URI endpoint() {
            return s3.endpoint();
        }

        @Override
        public String region() {
            return s3.region();
        }

        @Override
        public String bucket() {
            return s3.bucket();
        }

        @Override
        public String accessKey() {
            return s3.accessKey();
        }

        @Override
        public String secretKey() {
            return s3.secretKey();
        }

        @Override
        public void stop() {
            s3.stop();
        }

        @Override
        public void restart() {
            s3.restart();
        }

        @Override
        public void close() {
            s3.close();
        }
    }
}
