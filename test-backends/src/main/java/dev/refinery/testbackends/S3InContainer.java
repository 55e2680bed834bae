package dev.refinery.testbackends;

import java.net.URI;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** A server of MinIO's kind. The host port is fixed, so that clients find it again after a restart. */
final class S3InContainer implements S3Backend {
    private static final DockerImageName IMAGE = DockerImageName.parse("pgsty/silo:latest");
    private static final int API_PORT = 9000;
    private static final String ACCESS_KEY = "refinery-test";
    private static final String SECRET_KEY = "refinery-test-secret";

    private final GenericContainer<?> container;
    private final int port;

    private S3InContainer(GenericContainer<?> container, int port) {
        this.container = container;
        this.port = port;
    }

    static S3InContainer start() {
        int port = HostPort.free();
        GenericContainer<?> container = new GenericContainer<>(IMAGE)
                .withCommand("server", "/data")
                .withEnv("MINIO_ROOT_USER", ACCESS_KEY)
                .withEnv("MINIO_ROOT_PASSWORD", SECRET_KEY)
                .withExposedPorts(API_PORT)
                .waitingFor(Wait.forHttp("/minio/health/live").forPort(API_PORT));
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + API_PORT));
        container.start();
        return new S3InContainer(container, port);
    }

    @Override
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public String region() {
        return "us-east-1";
    }

    @Override
    public String bucket() {
        return "refinery";
    }

    @Override
    public String accessKey() {
        return ACCESS_KEY;
    }

    @Override
    public String secretKey() {
        return SECRET_KEY;
    }

    @Override
    public void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void restart() {
        container
                .getDockerClient()
                .restartContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.close();
    }
}
