package dev.refinery.localstack;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/**
 * A real S3 server (s3proxy over a folder) inside this JVM, on loopback, signature v4, its credentials generated.
 *
 * <p>Objects and credentials are kept in the folder: {@link #restart()} and a later start on the same folder serve the
 * same objects to the same clients. The bucket {@value #BUCKET} exists from the start. Thread-safe.
 */
public final class EmbeddedS3 implements AutoCloseable {
    public static final String BUCKET = "refinery";
    public static final String REGION = "us-east-1";

    private final Path objects;
    private final int port;
    private final S3Credentials credentials;
    private @Nullable S3Proxy server;

    private EmbeddedS3(Path objects, int port, S3Credentials credentials) {
        this.objects = objects;
        this.port = port;
        this.credentials = credentials;
    }

    /** Starts on a free port. */
    public static EmbeddedS3 start(Path data) {
        return start(data, FreePorts.next());
    }

    /**
     * @param data created when absent
     * @throws StackStartException the port is taken or the folder is not writable
     */
    public static EmbeddedS3 start(Path data, int port) {
        Path folder = data.toAbsolutePath().normalize();
        try {
            Path objects = folder.resolve("objects");
            Files.createDirectories(objects.resolve(BUCKET));
            EmbeddedS3 s3 = new EmbeddedS3(objects, port, S3Credentials.keptIn(credentialsFile(folder)));
            s3.startServer();
            return s3;
        } catch (IOException e) {
            throw new StackStartException("S3 cannot keep its objects in " + folder, e);
        }
    }

    static Path credentialsFile(Path data) {
        return data.resolve("credentials");
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public int port() {
        return port;
    }

    public String bucket() {
        return BUCKET;
    }

    public String region() {
        return REGION;
    }

    public String accessKey() {
        return credentials.accessKey();
    }

    public String secretKey() {
        return credentials.secretKey();
    }

    /** Stops the server and starts it again with the same port, objects and credentials. */
    public synchronized void restart() {
        stop();
        startServer();
    }

    /** Stops the server and keeps its objects; harmless when it is stopped. */
    public synchronized void stop() {
        S3Proxy running = server;
        server = null;
        if (running != null) {
            try {
                running.stop();
            } catch (Exception e) {
                throw new IllegalStateException("S3 did not stop cleanly on " + endpoint(), e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private synchronized void startServer() {
        S3Proxy starting = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .endpoint(endpoint())
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(64)
                // No grace: idle keep-alive connections would use it up, and an object appears whole or not at all.
                .stopTimeout(0)
                .build();
        try {
            starting.start();
        } catch (Exception e) {
            throw new StackStartException(
                    "S3 cannot listen on " + endpoint() + ": is the port used by another program?", e);
        }
        server = starting;
    }
}
