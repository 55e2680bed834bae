package dev.refinery.storage.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** A real S3 server in this JVM, on a folder, that can be stopped and started again on its port. */
final class S3Server implements AutoCloseable {
    private final Path folder;
    private final URI endpoint;
    private S3Proxy proxy;

    S3Server(Path folder) throws Exception {
        this.folder = folder.toAbsolutePath();
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
        start();
    }

    void start() throws Exception {
        proxy = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                .endpoint(endpoint)
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "test", "test-secret")
                .stopTimeout(0)
                .build();
        proxy.start();
    }

    S3Config config() {
        return config("test-secret");
    }

    S3Config config(String secret) {
        return new S3Config(endpoint, "us-east-1", "refinery", "test", secret);
    }

    void stop() throws Exception {
        proxy.stop();
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
