package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.localstack.NativeMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What can be said of docker-compose.yml without a container engine: what it names exists. */
class ComposeFileTest {
    private static final Path CHECKOUT = Checkout.ROOT;
    private static final List<String> OURS = List.of("gateway", "generator-worker", "reward-scorer");

    private final JsonNode compose = read();

    private static JsonNode read() {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(CHECKOUT.resolve("docker-compose.yml")));
            return new ObjectMapper().valueToTree(tree);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void servicesAreKafkaTheStoreAndTheThreeApps() {
        List<String> names = new ArrayList<>();
        compose.get("services").fieldNames().forEachRemaining(names::add);

        assertThat(names).containsExactlyInAnyOrder("kafka", "s3", "gateway", "generator-worker", "reward-scorer");
    }

    @Test
    void everyAppIsBuiltFromTheOneRecipeWithItsOwnModule() throws IOException {
        String recipe = Files.readString(CHECKOUT.resolve("docker/Dockerfile"));
        String ignore = Files.readString(CHECKOUT.resolve(".dockerignore"));
        for (String app : OURS) {
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

    @Test
    void everyVariableIsAKeyOfTheCode() {
        Set<String> known = ConfigurationKeys.of(CHECKOUT).stream()
                .map(ConfigurationKeys::variable)
                .collect(Collectors.toSet());
        for (String app : OURS) {
            compose.at("/services/" + app + "/environment").fieldNames().forEachRemaining(variable -> {
                if (variable.startsWith("REFINERY_")) {
                    assertThat(known).as("%s of %s", variable, app).contains(variable);
                } else if (!NativeMemory.THRESHOLDS.containsKey(variable)) {
                    assertThat(variable).matches("QUARKUS_HTTP_PORT|KAFKA_BOOTSTRAP_SERVERS");
                }
            });
        }
    }

    @Test
    void everyAppHasTheLocalStacksMallocThresholds() {
        for (String app : OURS) {
            NativeMemory.THRESHOLDS.forEach(
                    (variable, value) -> assertThat(compose.at("/services/" + app + "/environment/" + variable)
                                    .asText())
                            .as("%s of %s", variable, app)
                            .isEqualTo(value));
        }
    }

    @Test
    void everyMountedVolumeIsDeclared() {
        for (JsonNode service : compose.get("services")) {
            for (JsonNode mount : service.path("volumes")) {
                String volume = mount.asText().substring(0, mount.asText().indexOf(':'));
                assertThat(compose.get("volumes").has(volume)).as(volume).isTrue();
            }
        }
    }

    @Test
    void onlyTheGatewayIsReachableAndOnlyFromThisMachine() {
        compose.get("services").properties().forEach(service -> {
            JsonNode ports = service.getValue().path("ports");
            if (service.getKey().equals("gateway")) {
                assertThat(ports.get(0).asText()).startsWith("127.0.0.1:");
            } else {
                assertThat(ports.isMissingNode()).as(service.getKey()).isTrue();
            }
        });
    }
}
