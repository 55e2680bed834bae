package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.localstack.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What can be said of docker-compose.yml without a container engine: what it names exists. */
class ComposeFileTest {
    private static final Path CHECKOUT = Checkout.ROOT;

    private final JsonNode compose = Yaml.one(CHECKOUT.resolve("docker-compose.yml"));

    @Test
    void servicesAreKafkaTheStoreAKeyAndTheThreeApps() {
        assertThat(servicesOf(""))
                .containsExactlyInAnyOrder(
                        "kafka", "s3", "signing-key", "gateway", "generator-worker", "reward-scorer");
        assertThat(servicesOf("gpu")).containsExactly("generator-worker-gpu");
        assertThat(servicesOf("monitoring")).containsExactlyInAnyOrder("prometheus", "grafana");
    }

    /** Those that start with a profile; those of none start always. */
    private List<String> servicesOf(String profile) {
        return compose.get("services").properties().stream()
                .filter(s -> s.getValue().at("/profiles/0").asText("").equals(profile))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void theWorkerOnAGpuIsTheWorkerWithADevice() throws IOException {
        JsonNode gpu = compose.at("/services/generator-worker-gpu");
        String recipe =
                Files.readString(CHECKOUT.resolve(gpu.at("/build/dockerfile").asText()));

        assertThat(gpu.get("environment")).isEqualTo(compose.at("/services/generator-worker/environment"));
        assertThat(gpu.at("/build/args/MODULE").asText()).isEqualTo("generator-worker");
        assertThat(gpu.at("/deploy/resources/reservations/devices/0/driver").asText())
                .isEqualTo("nvidia");
        assertThat(recipe)
                .contains("ARG MODULE", "${MODULE}/target/quarkus-app/", "COPY --from=libtorch", "\nUSER 10001");
    }

    @Test
    void resultsAreSignedAndTheGatewayKnowsThePublicKeyOnly() {
        JsonNode key = compose.at("/services/signing-key");
        JsonNode worker = compose.at("/services/generator-worker");
        JsonNode gateway = compose.at("/services/gateway");

        assertThat(mounts("signing-key")).containsExactly("signing-key:/private", "signing-key-public:/public");
        assertThat(key.at("/command/0").asText()).contains("-algorithm ed25519", "chown 10001");
        assertThat(worker.at("/environment/REFINERY_PROVENANCE_KEY").asText())
                .isEqualTo("/etc/refinery/provenance/key.pem");
        assertThat(mounts("generator-worker")).contains("signing-key:/etc/refinery/provenance:ro");
        assertThat(gateway.at("/environment/REFINERY_PROVENANCE_PUBLIC_KEYS").asText())
                .isEqualTo("/etc/refinery/provenance/key.pub.pem");
        assertThat(mounts("gateway")).contains("signing-key-public:/etc/refinery/provenance:ro");
        for (String app : List.of("gateway", "reward-scorer")) {
            assertThat(mounts(app)).as(app).noneMatch(mount -> mount.startsWith("signing-key:"));
        }
        for (JsonNode service : List.of(worker, gateway)) {
            assertThat(service.at("/depends_on/signing-key/condition").asText())
                    .isEqualTo("service_completed_successfully");
        }
    }

    private List<String> mounts(String service) {
        return Manifests.texts(compose.at("/services/" + service + "/volumes"));
    }

    @Test
    void everyAppIsBuiltFromTheOneRecipeWithItsOwnModule() throws IOException {
        String recipe = Files.readString(CHECKOUT.resolve("docker/Dockerfile"));
        String ignore = Files.readString(CHECKOUT.resolve(".dockerignore"));
        for (String app : Manifests.OURS) {
            JsonNode build = compose.at("/services/" + app + "/build");
            assertThat(build.at("/args/MODULE").asText()).isEqualTo(app);
            assertThat(CHECKOUT.resolve(build.get("dockerfile").asText())).exists();
            assertThat(ignore).contains("!" + app + "/target/quarkus-app/**");
        }
        assertThat(recipe)
                .contains("ARG MODULE")
                .contains("${MODULE}/target/quarkus-app/")
                .contains("\nUSER 10001");
    }

    /** What scrapes and what is published finds the port that the services are told; images are JSON in the log. */
    @Test
    void healthAndMetricsHaveAPortOfTheirOwn() throws IOException {
        for (String app : Manifests.OURS) {
            assertThat(compose.at("/services/" + app + "/environment/QUARKUS_MANAGEMENT_PORT")
                            .asText())
                    .isEqualTo("9080");
        }
        assertThat(Manifests.texts(compose.at("/services/gateway/ports"))).contains("127.0.0.1:9080:9080");
        for (String recipe : List.of("docker/Dockerfile", "docker/Dockerfile.gpu")) {
            assertThat(Files.readString(CHECKOUT.resolve(recipe)))
                    .contains("QUARKUS_MANAGEMENT_HOST=0.0.0.0", "QUARKUS_LOG_CONSOLE_JSON_ENABLED=true");
        }
    }

    @Test
    void everyVariableIsAKeyOfTheCode() {
        Set<String> known = ConfigurationKeys.of(CHECKOUT).stream()
                .map(ConfigurationKeys::variable)
                .collect(Collectors.toSet());
        for (String app : Manifests.OURS) {
            compose.at("/services/" + app + "/environment").fieldNames().forEachRemaining(variable -> {
                if (variable.startsWith("REFINERY_")) {
                    assertThat(known).as("%s of %s", variable, app).contains(variable);
                } else if (!NativeMemory.THRESHOLDS.containsKey(variable)) {
                    assertThat(variable).matches("QUARKUS_(HTTP|MANAGEMENT)_PORT|KAFKA_BOOTSTRAP_SERVERS");
                }
            });
        }
    }

    @Test
    void everyAppHasTheLocalStacksMallocThresholds() {
        for (String app : Manifests.OURS) {
            NativeMemory.THRESHOLDS.forEach(
                    (variable, value) -> assertThat(compose.at("/services/" + app + "/environment/" + variable)
                                    .asText())
                            .as("%s of %s", variable, app)
                            .isEqualTo(value));
        }
    }

    @Test
    void everyMountedVolumeIsDeclaredAndEveryMountedFolderExists() {
        for (JsonNode service : compose.get("services")) {
            for (JsonNode mount : service.path("volumes")) {
                String volume = mount.asText().substring(0, mount.asText().indexOf(':'));
                if (volume.startsWith("./")) {
                    assertThat(CHECKOUT.resolve(volume)).isDirectory();
                } else {
                    assertThat(compose.get("volumes").has(volume)).as(volume).isTrue();
                }
            }
        }
    }

    @Test
    void onlyTheGatewayAndGrafanaAreReachableAndOnlyFromThisMachine() {
        compose.get("services").properties().forEach(service -> {
            JsonNode ports = service.getValue().path("ports");
            if (List.of("gateway", "grafana").contains(service.getKey())) {
                assertThat(Manifests.texts(ports)).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
            } else {
                assertThat(ports.isMissingNode()).as(service.getKey()).isTrue();
            }
        });
    }
}
