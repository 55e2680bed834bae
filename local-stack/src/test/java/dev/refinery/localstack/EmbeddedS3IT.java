package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.errors.ErrorResponseException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedS3IT {
    @TempDir
    Path data;

    @Test
    void keepsObjectsAndCredentialsOverARestart() throws Exception {
        String accessKey;
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            accessKey = s3.accessKey();
            MinioClient client = client(s3, s3.secretKey());
            put(client, "tenant/ref/a.png", new byte[] {1, 2, 3}, Map.of());
            assertThat(get(client, "tenant/ref/a.png")).containsExactly(1, 2, 3);
            s3.restart();
            assertThat(get(client, "tenant/ref/a.png")).containsExactly(1, 2, 3);
        }
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            assertThat(s3.accessKey()).isEqualTo(accessKey);
            assertThat(get(client(s3, s3.secretKey()), "tenant/ref/a.png")).containsExactly(1, 2, 3);
        }
    }

    @Test
    void writesOnceWhenAskedTo() throws Exception {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            MinioClient client = client(s3, s3.secretKey());
            put(client, "k", new byte[] {1}, Map.of("If-None-Match", "*"));
            assertThatThrownBy(() -> put(client, "k", new byte[] {2}, Map.of("If-None-Match", "*")))
                    .isInstanceOf(ErrorResponseException.class)
                    .satisfies(e -> assertThat(
                                    ((ErrorResponseException) e).response().code())
                            .isEqualTo(412));
            assertThat(get(client, "k")).containsExactly(1);
        }
    }

    @Test
    void listsAndDeletes() throws Exception {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            MinioClient client = client(s3, s3.secretKey());
            put(client, "p/one", new byte[] {1}, Map.of());
            put(client, "p/two", new byte[] {2}, Map.of());
            client.removeObject(RemoveObjectArgs.builder()
                    .bucket(s3.bucket())
                    .object("p/one")
                    .build());
            var left = client.listObjects(ListObjectsArgs.builder()
                    .bucket(s3.bucket())
                    .prefix("p/")
                    .recursive(true)
                    .build());
            assertThat(left)
                    .singleElement()
                    .satisfies(item -> assertThat(item.get().objectName()).isEqualTo("p/two"));
        }
    }

    @Test
    void refusesAWrongSecret() {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            MinioClient stranger = client(s3, "not-the-secret");
            assertThatThrownBy(() -> put(stranger, "k", new byte[] {1}, Map.of()))
                    .isInstanceOf(ErrorResponseException.class);
        }
    }

    @Test
    void keepsItsCredentialsFromOtherUsers() throws Exception {
        try (EmbeddedS3 s3 = EmbeddedS3.start(data)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("credentials"))))
                    .isEqualTo("rw-------");
            assertThat(s3.secretKey()).hasSize(48);
        }
    }

    @Test
    void saysThatThePortIsTaken() {
        try (EmbeddedS3 first = EmbeddedS3.start(data.resolve("first"))) {
            assertThatThrownBy(() -> EmbeddedS3.start(data.resolve("second"), first.port()))
                    .isInstanceOf(StackStartException.class)
                    .hasMessageContaining("port");
        }
    }

    private static MinioClient client(EmbeddedS3 s3, String secret) {
        return MinioClient.builder()
                .endpoint(s3.endpoint().toString())
                .region(s3.region())
                .credentials(s3.accessKey(), secret)
                .build();
    }

    private static void put(MinioClient client, String key, byte[] bytes, Map<String, String> headers)
            throws Exception {
        client.putObject(PutObjectArgs.builder().bucket(EmbeddedS3.BUCKET).object(key).extraHeaders(headers).stream(
                        new ByteArrayInputStream(bytes), (long) bytes.length, -1L)
                .contentType("image/png")
                .build());
    }

    private static byte[] get(MinioClient client, String key) throws Exception {
        try (InputStream in = client.getObject(
                GetObjectArgs.builder().bucket(EmbeddedS3.BUCKET).object(key).build())) {
            return in.readAllBytes();
        }
    }
}
