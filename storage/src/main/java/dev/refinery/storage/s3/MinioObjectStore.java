package dev.refinery.storage.s3;

import dev.refinery.storage.AlreadyStoredDifferently;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectMissing;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreException;
import dev.refinery.storage.ObjectTooLarge;
import dev.refinery.storage.RetryingObjectStore;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.StoreRefused;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.Stored;
import dev.refinery.storage.UploadLink;
import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.Signer;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.Time;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLException;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * The port over an S3 endpoint. The digest travels as user metadata, because not every S3 store keeps checksums. One PUT
 * an object, never a multipart upload, so that {@code If-None-Match} guards the whole of it.
 */
public final class MinioObjectStore implements ObjectStore {
    static final String DIGEST = "sha256";
    private static final long SMALLEST_PART = 5L << 20;
    private static final Duration LONGEST_LINK = Duration.ofDays(7);

    private final MinioClient client;
    /** Signs for the address that clients use, which is part of what is signed; sends nothing. */
    private final MinioClient links;

    private final S3Config config;
    private final String bucket;
    private final Clock clock;

    MinioObjectStore(MinioClient client, MinioClient links, S3Config config, Clock clock) {
        this.client = client;
        this.links = links;
        this.config = config;
        this.bucket = config.bucket();
        this.clock = clock;
    }

    /** A store that tries three times; nothing is sent before its first use. */
    public static ObjectStore connect(S3Config config) {
        return new RetryingObjectStore(once(config, S3Timeouts.DEFAULT), 3, Duration.ofMillis(100), Thread::sleep);
    }

    static MinioObjectStore once(S3Config config, S3Timeouts timeouts) {
        OkHttpClient http = trusting(timeouts.httpClient(), config.certificateAuthorities());
        return new MinioObjectStore(
                client(config, config.endpoint(), http),
                client(config, config.publicEndpoint(), http),
                config,
                Clock.systemUTC());
    }

    private static OkHttpClient trusting(OkHttpClient http, @Nullable Path pem) {
        if (pem == null) {
            return http;
        }
        CertificateAuthorities authorities = CertificateAuthorities.with(pem);
        return http.newBuilder()
                .sslSocketFactory(authorities.sockets(), authorities.trustManager())
                .build();
    }

    private static MinioClient client(S3Config config, URI endpoint, OkHttpClient http) {
        return MinioClient.builder()
                .endpoint(endpoint.toString())
                .region(config.region())
                .credentials(config.accessKey(), config.secretKey())
                .httpClient(http, true)
                .build();
    }

    @Override
    public Stored put(String key, byte[] bytes, String mediaType) {
        String sha256 = Sha256.hex(bytes);
        ask(key, () -> client.putObject(request(key, bytes, mediaType, sha256).build()));
        return new Stored(key, sha256, bytes.length, mediaType, clock.instant());
    }

    @Override
    public Stored putOnce(String key, byte[] bytes, String mediaType) throws AlreadyStoredDifferently {
        String sha256 = Sha256.hex(bytes);
        if (ask(key, () -> created(request(key, bytes, mediaType, sha256)))) {
            return new Stored(key, sha256, bytes.length, mediaType, clock.instant());
        }
        Stored existing =
                head(key).orElseThrow(() -> new StoreUnavailable("object " + key + " was there and is gone", null));
        if (!existing.sha256().equals(sha256)) {
            throw new AlreadyStoredDifferently(existing, sha256);
        }
        return existing;
    }

    /** False when the key exists. */
    private boolean created(PutObjectArgs.Builder request) throws MinioException {
        try {
            client.putObject(request.extraHeaders(new Http.Headers(Map.of("If-None-Match", "*")))
                    .build());
            return true;
        } catch (ErrorResponseException e) {
            if (status(e) == 412) {
                return false;
            }
            throw e;
        }
    }

    private PutObjectArgs.Builder request(String key, byte[] bytes, String mediaType, String sha256) {
        return PutObjectArgs.builder()
                .bucket(bucket)
                .object(key)
                .contentType(mediaType)
                .userMetadata(Map.of(DIGEST, sha256))
                .stream(new ByteArrayInputStream(bytes), (long) bytes.length, Math.max(bytes.length, SMALLEST_PART));
    }

    @Override
    public byte[] get(String key, @Nullable String expectedSha256) {
        return checked(key, download(key, Integer.MAX_VALUE - 8L), expectedSha256);
    }

    @Override
    public byte[] getAtMost(String key, long maxBytes) {
        return checked(key, download(key, maxBytes), null);
    }

    private static byte[] checked(String key, Download download, @Nullable String expectedSha256) {
        String expected = expectedSha256 != null ? expectedSha256 : download.recordedSha256();
        if (expected != null) {
            String actual = Sha256.hex(download.bytes());
            if (!actual.equals(expected)) {
                throw new ObjectCorrupt(key, expected, actual);
            }
        }
        return download.bytes();
    }

    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Download(byte[] bytes, @Nullable String recordedSha256) {}

    private Download download(String key, long maxBytes) {
        return ask(key, () -> {
            try (var response = client.getObject(
                    GetObjectArgs.builder().bucket(bucket).object(key).build())) {
                Headers headers = response.headers();
                String length = headers.get("Content-Length");
                if (length != null && Long.parseLong(length) > maxBytes) {
                    throw new ObjectTooLarge(key, maxBytes);
                }
                byte[] bytes = response.readNBytes((int) maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw new ObjectTooLarge(key, maxBytes);
                }
                if (length != null && Long.parseLong(length) != bytes.length) {
                    throw new IOException("got " + bytes.length + " of " + length + " bytes of " + key);
                }
                return new Download(bytes, headers.get("x-amz-meta-" + DIGEST));
            }
        });
    }

    @Override
    public Optional<Stored> head(String key) {
        StatObjectResponse stat;
        try {
            stat = ask(
                    key,
                    () -> client.statObject(
                            StatObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (ObjectMissing e) {
            return Optional.empty();
        }
        String sha256 = stat.headers().get("x-amz-meta-" + DIGEST);
        return Optional.of(new Stored(
                key,
                sha256 == null ? "" : sha256,
                stat.size(),
                stat.contentType(),
                stat.lastModified().toInstant()));
    }

    @Override
    public void delete(String key) {
        try {
            ask(key, () -> {
                client.removeObject(
                        RemoveObjectArgs.builder().bucket(bucket).object(key).build());
                return true;
            });
        } catch (ObjectMissing e) {
            // Already gone, which is what was asked for.
        }
    }

    @Override
    public URI presignGet(String key, Duration ttl) {
        return URI.create(link(Http.Method.GET, key, ttl));
    }

    @Override
    public UploadLink presignPut(String key, String mediaType, long bytes, Duration ttl) {
        // The client's own links bind no header. Type and length are bound by signing once more, for the same address.
        HttpUrl address = HttpUrl.get(link(Http.Method.PUT, key, ttl))
                .newBuilder()
                .query(null)
                .build();
        boolean usualPort = address.port() == HttpUrl.defaultPort(address.scheme());
        Request request = new Request.Builder()
                .url(address)
                .put(RequestBody.create(new byte[0]))
                .header("Host", usualPort ? address.host() : address.host() + ":" + address.port())
                .header(
                        "X-Amz-Date",
                        Time.AMZ_DATE_FORMAT.format(clock.instant().atZone(ZoneOffset.UTC)))
                .header("Content-Type", mediaType)
                .header("Content-Length", Long.toString(bytes))
                .build();
        HttpUrl signed = ask(
                key,
                () -> Signer.presignV4(request, config.region(), config.accessKey(), config.secretKey(), expiry(ttl)));
        return new UploadLink(signed.uri(), Map.of("Content-Type", mediaType));
    }

    private String link(Http.Method method, String key, Duration ttl) {
        if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(LONGEST_LINK) > 0) {
            throw new IllegalArgumentException("a link lives longer than nothing and at most seven days, not " + ttl);
        }
        return ask(
                key,
                () -> links.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                        .method(method)
                        .bucket(config.bucket())
                        .object(key)
                        .expiry(expiry(ttl))
                        .build()));
    }

    private static int expiry(Duration ttl) {
        return (int) Math.max(1, ttl.toSeconds());
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public void ensureBucket() {
        ask(bucket, () -> {
            if (!client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build())) {
                createBucket();
            }
            return true;
        });
    }

    private void createBucket() throws MinioException {
        try {
            client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            // Another process was faster.
            if (!"BucketAlreadyOwnedByYou".equals(e.errorResponse().code())) {
                throw e;
            }
        }
    }

    @Override
    public Stream<ListedObject> list(String prefix) {
        Iterator<Result<Item>> items = client.listObjects(ListObjectsArgs.builder()
                        .bucket(bucket)
                        .prefix(prefix)
                        .recursive(true)
                        .build())
                .iterator();
        return StreamSupport.stream(
                new Spliterators.AbstractSpliterator<ListedObject>(Long.MAX_VALUE, Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super ListedObject> action) {
                        // Pages are fetched by hasNext as well as by next.
                        if (!ask(prefix, items::hasNext)) {
                            return false;
                        }
                        Item item = ask(prefix, () -> items.next().get());
                        action.accept(new ListedObject(
                                item.objectName(),
                                item.size(),
                                item.lastModified().toInstant()));
                        return true;
                    }
                },
                false);
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 client does not close", e);
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T send() throws MinioException, IOException;
    }

    private static <T> T ask(String key, Call<T> call) {
        try {
            return call.send();
        } catch (MinioException e) {
            throw failure(key, e);
        } catch (IOException e) {
            throw unreachable("the connection broke off at " + key, e);
        } catch (IllegalStateException e) {
            // The client's blocking calls wrap what the connection threw.
            if (e.getCause() instanceof IOException || e.getCause() instanceof GeneralSecurityException) {
                throw unreachable("the store cannot be reached for " + key, e);
            }
            throw e;
        }
    }

    /** TLS that fails is a matter of configuration more often than of the network: its own words are told. */
    private static StoreUnavailable unreachable(String what, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof GeneralSecurityException) {
                return new StoreUnavailable("no trusted TLS connection to the store: " + cause.getMessage(), e);
            }
        }
        return new StoreUnavailable(what, e);
    }

    private static int status(ErrorResponseException e) {
        return e.response() == null ? 0 : e.response().code();
    }

    private static ObjectStoreException failure(String key, MinioException e) {
        if (!(e instanceof ErrorResponseException answer)) {
            return unreachable("the store did not answer for " + key, e);
        }
        int status = status(answer);
        String code = answer.errorResponse().code();
        if ("NoSuchKey".equals(code) || "NoSuchObject".equals(code)) {
            return new ObjectMissing(key);
        }
        // 409 is a conditional write that met another one in flight: the next attempt gets a plain answer.
        boolean passing = status >= 500 || status == 429 || status == 408 || status == 409;
        String message = "the store answered " + status + " " + code + " for " + key;
        return passing ? new StoreUnavailable(message, e) : new StoreRefused(message, e);
    }
}
