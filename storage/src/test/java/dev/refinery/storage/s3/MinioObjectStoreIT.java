package dev.refinery.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreContract;
import dev.refinery.storage.ObjectTooLarge;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.UploadLink;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against s3proxy, a real S3 server over HTTP, and what only a server can get wrong. */
class MinioObjectStoreIT extends ObjectStoreContract {
    private static S3Server server;
    private static ObjectStore store;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        server = new S3Server(folder);
        store = MinioObjectStore.connect(server.config());
        store.ensureBucket();
    }

    @AfterAll
    static void stop() throws Exception {
        store.close();
        server.close();
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void aLinkReadsOneObjectUntilItExpires() throws Exception {
        store.put(key("a.txt"), text("linked"), "text/plain");
        URI link = store.presignGet(key("a.txt"), Duration.ofMinutes(5));
        HttpResponse<String> read = fetch(link);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).isEqualTo("linked");
        URI tampered = URI.create(link.toString().replace("a.txt", "b.txt"));
        assertThat(fetch(tampered).statusCode()).isEqualTo(403);
        URI brief = store.presignGet(key("a.txt"), Duration.ofSeconds(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(fetch(brief).statusCode()).isEqualTo(403));
    }

    @Test
    void aLinkWritesOneObjectAsAnnounced() throws Exception {
        UploadLink link = store.presignPut(key("up.txt"), "text/plain", 5, Duration.ofMinutes(5));
        assertThat(send(link.url(), "text/html", "hello")).isEqualTo(403);
        assertThat(send(link.url(), "text/plain", "hello, world")).isEqualTo(403);
        URI elsewhere = URI.create(link.url().toString().replace("up.txt", "down.txt"));
        assertThat(send(elsewhere, "text/plain", "hello")).isEqualTo(403);
        assertThat(store.head(key("up.txt"))).isEmpty();

        assertThat(send(link.url(), "text/plain", "hello")).isEqualTo(200);
        assertThat(store.getAtMost(key("up.txt"), 5)).isEqualTo(text("hello"));
        assertThatThrownBy(() -> store.getAtMost(key("up.txt"), 4)).isInstanceOf(ObjectTooLarge.class);

        UploadLink brief = store.presignPut(key("late.txt"), "text/plain", 5, Duration.ofSeconds(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(send(brief.url(), "text/plain", "hello")).isEqualTo(403));
    }

    @Test
    void linksNameTheAddressThatClientsUse() {
        S3Config c = server.config();
        URI outside = URI.create("https://pictures.example:8443");
        try (ObjectStore behind = MinioObjectStore.connect(
                new S3Config(c.endpoint(), outside, c.region(), c.bucket(), c.accessKey(), c.secretKey()))) {
            behind.put(key("a.txt"), text("x"), "text/plain");
            assertThat(behind.presignGet(key("a.txt"), Duration.ofMinutes(1)))
                    .hasScheme("https")
                    .hasHost("pictures.example")
                    .hasPort(8443);
            assertThat(behind.presignPut(key("a.txt"), "text/plain", 1, Duration.ofMinutes(1))
                            .url())
                    .hasHost("pictures.example");
        }
    }

    private static int send(URI link, String mediaType, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(link)
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void bytesThatDoNotMatchTheirDigestAreCorrupt() throws Exception {
        S3Config config = server.config();
        try (MinioClient foreign = MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .build()) {
            foreign.putObject(PutObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(key("bad.txt"))
                    .userMetadata(Map.of(MinioObjectStore.DIGEST, "0".repeat(64)))
                    .stream(new ByteArrayInputStream(text("damaged")), 7L, -1L)
                    .build());
        }
        assertThatThrownBy(() -> store.get(key("bad.txt"), null)).isInstanceOf(ObjectCorrupt.class);
    }

    @Test
    void wrongCredentialsAndAMissingBucketAreRefusals() {
        try (ObjectStore stranger = MinioObjectStore.connect(server.config("wrong"))) {
            assertThatThrownBy(() -> stranger.put(key("a"), text("x"), "text/plain"))
                    .isInstanceOf(StoreRefused.class);
            assertThatThrownBy(() -> stranger.get(key("a"), null)).isInstanceOf(StoreRefused.class);
        }
        S3Config c = server.config();
        S3Config elsewhere = new S3Config(c.endpoint(), c.region(), "no-such-bucket", c.accessKey(), c.secretKey());
        try (ObjectStore lost = MinioObjectStore.connect(elsewhere)) {
            assertThatThrownBy(() -> lost.put(key("a"), text("x"), "text/plain"))
                    .isInstanceOf(StoreRefused.class);
        }
    }

    @Test
    void aStoppedStoreIsUnavailableAndComesBack(@TempDir Path folder) throws Exception {
        try (S3Server other = new S3Server(folder);
                ObjectStore client = MinioObjectStore.connect(other.config())) {
            client.ensureBucket();
            client.put(key("a"), text("x"), "text/plain");
            other.stop();
            assertThatThrownBy(() -> client.get(key("a"), null)).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> client.putOnce(key("b"), text("y"), "text/plain"))
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> client.head(key("a"))).isInstanceOf(StoreUnavailable.class);
            other.start();
            assertThat(client.get(key("a"), null)).isEqualTo(text("x"));
        }
    }

    private static HttpResponse<String> fetch(URI link) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(link).build(), HttpResponse.BodyHandlers.ofString());
    }
}
