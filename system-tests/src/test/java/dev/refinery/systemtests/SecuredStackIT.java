package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.localstack.EmbeddedKafka;
import dev.refinery.localstack.EmbeddedS3;
import dev.refinery.systemtests.Certificates.Owner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every connection over TLS with certificates of an authority of our own: Kafka with SCRAM for gateway and scorer and with client
 * certificates for the worker, the object store, and the API. And what each service says when it is given the wrong things.
 */
class SecuredStackIT {
    private static final String USER = "refinery";
    private static final String SASL_SECRET = "the-broker-knows-this";

    @TempDir
    static Path folder;

    private static Owner authority;
    private static Owner stranger;
    private static Owner server;
    private static Owner worker;
    private static int scramPort;
    private static int mutualPort;
    private static EmbeddedKafka kafka;
    private static EmbeddedS3 s3;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(folder.resolve("certificates"));
        authority = certificates.authority("authority");
        stranger = certificates.authority("stranger");
        server = certificates.signedBy(authority, "server");
        worker = certificates.signedBy(authority, "worker");
        scramPort = Checkout.freePort();
        mutualPort = Checkout.freePort();
        kafka = EmbeddedKafka.start(folder.resolve("kafka"), Checkout.freePort(), listeners());
        s3 = EmbeddedS3.startWithTls(folder.resolve("s3"), Checkout.freePort(), server.store(), Certificates.PASSWORD);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), SASL_SECRET)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        if (s3 != null) {
            s3.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }

    private static Map<String, String> listeners() {
        Map<String, String> settings = new HashMap<>();
        String both = "SCRAM://127.0.0.1:" + scramPort + ",MUTUAL://127.0.0.1:" + mutualPort;
        settings.put("listeners", both);
        settings.put("advertised.listeners", both);
        settings.put("listener.security.protocol.map", "SCRAM:SASL_SSL,MUTUAL:SSL");
        settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.scram.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("listener.name.mutual.ssl.client.auth", "required");
        settings.put("ssl.keystore.type", "PKCS12");
        settings.put("ssl.keystore.location", server.store().toString());
        settings.put("ssl.keystore.password", Certificates.PASSWORD);
        settings.put("ssl.key.password", Certificates.PASSWORD);
        settings.put("ssl.truststore.type", "PEM");
        settings.put("ssl.truststore.location", authority.certificate().toString());
        return settings;
    }

    private static Map<String, String> store(Owner trusted) {
        return new HashMap<>(Map.of(
                "REFINERY_S3_ENDPOINT", s3.endpoint().toString(),
                "REFINERY_S3_REGION", s3.region(),
                "REFINERY_S3_BUCKET", s3.bucket(),
                "REFINERY_S3_ACCESS_KEY", s3.accessKey(),
                "REFINERY_S3_SECRET_KEY", s3.secretKey(),
                "REFINERY_S3_CERTIFICATE_AUTHORITIES", trusted.certificate().toString()));
    }

    private static Map<String, String> scram(String password) {
        Map<String, String> settings = store(authority);
        settings.putAll(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + scramPort,
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                "SCRAM-SHA-512",
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + USER + "\" password=\""
                        + password + "\";",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                authority.certificate().toString()));
        return settings;
    }

    private static Map<String, String> mutual(Map<String, String> store, Owner trusted) {
        Map<String, String> settings = new HashMap<>(store);
        settings.putAll(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "127.0.0.1:" + mutualPort,
                "KAFKA_SECURITY_PROTOCOL",
                "SSL",
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                trusted.certificate().toString(),
                "KAFKA_SSL_KEYSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_KEYSTORE_LOCATION",
                worker.identity().toString()));
        return settings;
    }

    private static Map<String, String> https(Map<String, String> settings, int port) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(Map.of(
                "QUARKUS_HTTP_INSECURE_REQUESTS", "disabled",
                "QUARKUS_HTTP_SSL_PORT", Integer.toString(port),
                "QUARKUS_HTTP_SSL_CERTIFICATE_FILES", server.certificate().toString(),
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES", server.key().toString(),
                "REFINERY_GATEWAY_PUBLIC_URL", "https://127.0.0.1:" + port));
        return all;
    }

    @Test
    void aJobIsMadeWhereEveryConnectionIsSecured() throws Exception {
        int port = Checkout.freePort();
        Path here = folder.resolve("secured");
        try (AppProcess scorer = AppProcess.start("reward-scorer", here.resolve("scorer"), scram(SASL_SECRET));
                AppProcess maker = AppProcess.start(
                        "generator-worker", here.resolve("worker"), mutual(store(authority), authority));
                AppProcess gateway =
                        AppProcess.start("gateway", here.resolve("gateway"), https(scram(SASL_SECRET), port));
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .sslContext(Certificates.trusting(authority))
                        .build()) {
            scorer.awaitReady();
            maker.awaitReady();
            gateway.awaitReady();
            Api api = new Api(URI.create("https://127.0.0.1:" + port), http);
            String job = api.submit(api.smallJob());
            api.picture(job);
            JsonNode results = api.job(job).path("results");
            assertThat(results.toString()).contains("\"https://127.0.0.1:");

            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "https://127.0.0.1:" + port + "/v1/jobs"))
                    .as("a client that does not know the authority")
                    .isInstanceOf(SSLHandshakeException.class);
            assertThatThrownBy(() -> get(HttpClient.newHttpClient(), "http://127.0.0.1:" + port + "/v1/jobs"))
                    .isInstanceOf(IOException.class);
            for (AppProcess app : List.of(scorer, maker, gateway)) {
                assertThat(app.log()).doesNotContain(SASL_SECRET, s3.secretKey());
            }
        }
    }

    @Test
    void aWrongPasswordIsSaidByName() throws Exception {
        String wrong = "the-broker-does-not-know-this";
        Path here = folder.resolve("password");
        try (AppProcess scorer = AppProcess.start("reward-scorer", here.resolve("scorer"), scram(wrong));
                AppProcess gateway = AppProcess.start(
                        "gateway", here.resolve("gateway"), https(scram(wrong), Checkout.freePort()))) {
            assertThat(scorer.exitCode()).isNotZero();
            scorer.awaitLogged("refuses the credentials", "kafka.sasl.jaas.config");
            gateway.awaitLogged("refuses the credentials", "kafka.sasl.jaas.config");
            assertThat(gateway.health("live")).isEqualTo(200);
            assertThat(gateway.health("ready")).isEqualTo(503);
            assertThat(scorer.log() + gateway.log()).doesNotContain(wrong);
        }
    }

    @Test
    void anAuthorityThatIsNotTrustedIsSaidByName() throws Exception {
        Path here = folder.resolve("authority");
        try (AppProcess log =
                        AppProcess.start("generator-worker", here.resolve("log"), mutual(store(authority), stranger));
                AppProcess pictures = AppProcess.start(
                        "generator-worker", here.resolve("pictures"), mutual(store(stranger), authority))) {
            log.awaitLogged("not ready yet", "no trusted TLS connection to Kafka", "kafka.ssl.truststore");
            pictures.awaitLogged("not ready yet", "no trusted TLS connection to the store");
            for (AppProcess app : List.of(log, pictures)) {
                assertThat(app.alive()).isTrue();
                assertThat(app.health("live")).isEqualTo(200);
                assertThat(app.health("ready")).isEqualTo(503);
            }
        }
    }

    private static HttpResponse<String> get(HttpClient http, String address) throws Exception {
        try (http) {
            return http.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
