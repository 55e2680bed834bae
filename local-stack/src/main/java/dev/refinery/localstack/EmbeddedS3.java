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
    private final @Nullable KeyStoreFile identity;
    private @Nullable S3Proxy server;

    private record KeyStoreFile(Path file, String password) {}

    private EmbeddedS3(Path objects, int port, S3Credentials credentials, @Nullable KeyStoreFile identity) {
        this.objects = objects;
        this.port = port;
        this.credentials = credentials;
        this.identity = identity;
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
        return start(data, port, null);
    }

    /**
     * Over https.
     *
     * @param keyStore PKCS #12, with the server's key and certificate
     */
    public static EmbeddedS3 startWithTls(Path data, int port, Path keyStore, String password) {
        return start(data, port, new KeyStoreFile(keyStore, password));
    }

    private static EmbeddedS3 start(Path data, int port, @Nullable KeyStoreFile identity) {
        Path folder = data.toAbsolutePath().normalize();
        try {
            Path objects = folder.resolve("objects");
            Files.createDirectories(objects.resolve(BUCKET));
            EmbeddedS3 s3 = new EmbeddedS3(objects, port, S3Credentials.keptIn(credentialsFile(folder)), identity);
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
        return URI.create((identity == null ? "http" : "https") + "://127.0.0.1:" + port);
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
        S3Proxy.Builder builder = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, credentials.accessKey(), credentials.secretKey())
                .ignoreUnknownHeaders(true)
                .jettyMaxThreads(64)
                // No grace: idle keep-alive connections would use it up, and an object appears whole or not at all.
                .stopTimeout(0);
        if (identity == null) {
            builder.endpoint(endpoint());
        } else {
            builder.secureEndpoint(endpoint()).keyStore(identity.file().toString(), identity.password());
        }
        S3Proxy starting = builder.build();
        try {
            starting.start();
        } catch (Exception e) {
            throw new StackStartException(
                    "S3 cannot listen on " + endpoint() + ": is the port used by another program?", e);
        }
        server = starting;
    }
}
