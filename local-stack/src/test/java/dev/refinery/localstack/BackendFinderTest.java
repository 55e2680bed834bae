package dev.refinery.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendFinderTest {
    private static final Map<String, String> SERVICES = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "REFINERY_S3_ENDPOINT", "https://s3.example:9000",
            "REFINERY_S3_ACCESS_KEY", "access",
            "REFINERY_S3_SECRET_KEY", "hidden");

    @TempDir
    Path folder;

    private BackendFinder finder(Map<String, String> environment) {
        return new BackendFinder(new StackHome(folder), environment);
    }

    private void stackRunsUnder(long supervisor) throws Exception {
        new StackState(
                        URI.create("http://127.0.0.1:8080"),
                        "127.0.0.1:1234",
                        URI.create("http://127.0.0.1:5678"),
                        "local-access",
                        "local-hidden",
                        supervisor,
                        Instant.EPOCH,
                        true,
                        Map.of())
                .write(new StackHome(folder));
    }

    private static BackendFinder.Store localStore() {
        return new BackendFinder.Store(
                URI.create("http://127.0.0.1:5678"), "us-east-1", "refinery", "local-access", "local-hidden");
    }

    @Test
    void findsTheStackThatRuns() throws Exception {
        stackRunsUnder(ProcessHandle.current().pid());
        assertThat(finder(Map.of()).kafka(null)).isEqualTo("127.0.0.1:1234");
        assertThat(finder(Map.of()).store()).isEqualTo(localStore());
        assertThat(finder(Map.of("KAFKA_BOOTSTRAP_SERVERS", " ")).kafka(null)).isEqualTo("127.0.0.1:1234");
        assertThat(finder(Map.of("REFINERY_S3_ENDPOINT", "")).store()).isEqualTo(localStore());
    }

    @Test
    void theEnvironmentOfTheServicesComesFirst() throws Exception {
        stackRunsUnder(ProcessHandle.current().pid());
        assertThat(finder(SERVICES).kafka(null)).isEqualTo("kafka:9092");
        assertThat(finder(SERVICES).store())
                .isEqualTo(new BackendFinder.Store(
                        URI.create("https://s3.example:9000"), "us-east-1", "refinery", "access", "hidden"));
        Map<String, String> elsewhere = new HashMap<>(SERVICES);
        elsewhere.put("REFINERY_S3_REGION", "eu-west-1");
        elsewhere.put("REFINERY_S3_BUCKET", "pictures");
        assertThat(finder(elsewhere).store())
                .extracting(BackendFinder.Store::region, BackendFinder.Store::bucket)
                .containsExactly("eu-west-1", "pictures");
    }

    @Test
    void aNameGivenByTheUserComesBeforeAll() {
        assertThat(finder(SERVICES).kafka("other:9092")).isEqualTo("other:9092");
    }

    /** Another store never gets the local stack's keys. */
    @Test
    void eachIsTakenFromOnePlaceAsAWhole() throws Exception {
        stackRunsUnder(ProcessHandle.current().pid());
        assertThat(finder(Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092")).store())
                .isEqualTo(localStore());
        assertThatThrownBy(() -> finder(Map.of(
                                "REFINERY_S3_ENDPOINT", "https://s3.example", "REFINERY_S3_ACCESS_KEY", "access"))
                        .store())
                .isInstanceOf(BackendsNotFoundException.class)
                .hasMessageContaining("REFINERY_S3_SECRET_KEY not");
    }

    @Test
    void saysWhatToSetWhereNothingRuns() throws Exception {
        assertThatThrownBy(() -> finder(Map.of()).kafka(null))
                .isInstanceOf(BackendsNotFoundException.class)
                .hasMessageContaining("no stack runs in " + folder)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
        assertThatThrownBy(() -> finder(Map.of()).store())
                .isInstanceOf(BackendsNotFoundException.class)
                .hasMessageContaining("REFINERY_S3_ENDPOINT, REFINERY_S3_ACCESS_KEY and REFINERY_S3_SECRET_KEY");
    }

    @Test
    void aStackThatWasKilledDoesNotRun() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        assertThat(ended.waitFor()).isZero();
        stackRunsUnder(ended.pid());
        assertThatThrownBy(() -> finder(Map.of()).kafka(null)).isInstanceOf(BackendsNotFoundException.class);
    }

    @ParameterizedTest
    @CsvSource({"s3.example:9000", "nowhere", "http://", "'http://a b'"})
    void anEndpointThatIsNoAddressIsSaidSo(String endpoint) {
        Map<String, String> environment = new HashMap<>(SERVICES);
        environment.put("REFINERY_S3_ENDPOINT", endpoint);
        assertThatThrownBy(() -> finder(environment).store())
                .isInstanceOf(BackendsNotFoundException.class)
                .hasMessageContaining("'" + endpoint + "'");
    }

    @Test
    void neverShowsTheSecret() {
        assertThat(finder(SERVICES).store().toString()).doesNotContain("hidden");
        assertThat(finder(SERVICES).toString()).doesNotContain("hidden");
    }
}
