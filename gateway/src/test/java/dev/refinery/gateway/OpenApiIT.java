package dev.refinery.gateway;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.refinery.access.Scope;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.ApiDescription.Operation;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.access.Need;
import dev.refinery.gateway.domain.access.RouteAccess;
import dev.refinery.testbackends.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * {@code /openapi} tells the whole API, and docs/openapi.yaml is what it says. Run with {@code -Drefinery.docs.write=true} to write
 * the file anew.
 */
@Backends
@QuarkusTest
@QuarkusTestResource(Surroundings.class)
class OpenApiIT {
    private static final Path FILE = Path.of(System.getProperty("refinery.root", ".."), "docs/openapi.yaml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    /** Served, but no part of the API: pages for people. */
    private static final Set<String> PAGES = Set.of("GET /console");

    private static ApiDescription description() {
        return ApiDescription.parse(given().get("/openapi?format=json").asByteArray());
    }

    @Test
    void theFileIsWhatTheGatewayServes() throws Exception {
        String text = "# Written by OpenApiIT from the routes, their types and openapi-examples.json; do not edit.\n"
                + YAML.writeValueAsString(description().json());
        if (Boolean.getBoolean("refinery.docs.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as("run: mvn -pl gateway -am verify -Dtest=None -Dit.test=OpenApiIT"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false"
                        + " -Dtest.jvm.args=-Drefinery.docs.write=true")
                .isEqualTo(text);
    }

    @Test
    void itIsServedAsYamlAndAsJsonToWhoeverAsks() throws Exception {
        JsonNode json = description().json();
        assertThat(YAML.readTree(given().get("/openapi").asByteArray())).isEqualTo(json);
        assertThat(YAML.readTree(given().get("/openapi.yaml").asByteArray())).isEqualTo(json);
        assertThat(Json.mapper().readTree(given().get("/openapi.json").asByteArray()))
                .isEqualTo(json);
    }

    @Test
    void itIsOpenApi() throws Exception {
        JsonNode schema;
        try (InputStream in = OpenApiIT.class.getResourceAsStream("/openapi-3.1.schema.json")) {
            schema = Json.mapper().readTree(in);
        }
        JsonSchema documents = SCHEMAS.getSchema(schema);
        ObjectNode document = (ObjectNode) description().json();
        assertThat(documents.validate(document)).isEmpty();
        JsonSchema schemas = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012));
        document.at("/components/schemas")
                .properties()
                .forEach(named -> assertThat(schemas.validate(named.getValue()))
                        .as(named.getKey())
                        .isEmpty());
        document.remove("info");
        assertThat(documents.validate(document))
                .as("the schema sees what is missing")
                .isNotEmpty();
    }

    @Test
    void everyRouteIsInItAndNoOther() {
        Set<String> told = new TreeSet<>();
        Set<String> bodies = new TreeSet<>();
        for (Operation operation : description().operations()) {
            told.add(operation.route());
            operation
                    .json()
                    .path("requestBody")
                    .path("content")
                    .fieldNames()
                    .forEachRemaining(type -> bodies.add(operation.route() + " " + type));
        }
        Set<String> served = new TreeSet<>();
        for (String route : Routes.all()) {
            String[] parts = route.split(" ");
            served.add(parts[0] + " " + parts[1]);
            if (parts.length > 2) {
                assertThat(bodies).contains(route);
            }
        }
        served.removeAll(PAGES);
        assertThat(told).isEqualTo(served);
    }

    @Test
    void everyOperationIsTold() {
        ApiDescription api = description();
        List<String> names = new ArrayList<>();
        List<String> wanting = new ArrayList<>();
        for (Operation operation : api.operations()) {
            names.add(operation.id());
            assertThat(operation.json().path("summary").asText())
                    .as(operation.id())
                    .isNotBlank();
            assertThat(operation.json().path("tags")).as(operation.id()).hasSize(1);
            for (JsonNode parameter : operation.parameters()) {
                String name = operation.id() + " " + parameter.path("name").asText();
                assertThat(parameter.path("description").asText()).as(name).isNotBlank();
                assertThat(parameter.has("schema")).as(name).isTrue();
                assertThat(parameter.has("example")).as(name).isTrue();
            }
            operation.json().path("requestBody").path("content").properties().stream()
                    .filter(type -> !binary(type.getValue()) && !exemplified(type.getValue()))
                    .forEach(type -> wanting.add(operation.id() + " request " + type.getKey()));
            operation.json().path("responses").properties().forEach(response -> {
                assertThat(response.getValue().path("description").asText())
                        .as("%s %s", operation.id(), response.getKey())
                        .isNotBlank();
                response.getValue().path("content").properties().stream()
                        .filter(type -> !binary(type.getValue()) && !exemplified(type.getValue()))
                        .forEach(type -> wanting.add(operation.id() + " " + response.getKey() + " " + type.getKey()));
            });
        }
        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z][A-Za-z]+"));
        assertThat(wanting).as("examples that openapi-examples.json lacks").isEmpty();
    }

    private static boolean binary(JsonNode mediaType) {
        return mediaType.at("/schema/format").asText().equals("binary");
    }

    private static boolean exemplified(JsonNode mediaType) {
        return mediaType.has("example") || !mediaType.path("examples").isEmpty();
    }

    @Test
    void theScopesAreThoseOfTheDoor() {
        for (Operation operation : description().operations()) {
            List<String> alternatives = new ArrayList<>();
            operation
                    .json()
                    .path("security")
                    .forEach(one -> one.path("bearer").forEach(scope -> alternatives.add(scope.asText())));
            List<String> asked = switch (RouteAccess.of(operation.method(), operation.path())) {
                case Need.Open open -> List.of();
                case Need.AnyOf any ->
                    any.scopes().stream().map(Scope::wireName).toList();
            };
            assertThat(alternatives).as(operation.route()).isEqualTo(asked);
        }
    }

    @Test
    void everyErrorIsToldWithItsCodes() {
        ApiDescription api = description();
        for (Operation operation : api.operations()) {
            operation.json().path("responses").properties().stream()
                    .filter(response -> response.getKey().matches("[45].."))
                    .forEach(response -> response.getValue()
                            .path("content")
                            .properties()
                            .forEach(type -> {
                                boolean edits = operation.path().startsWith("/v1/images");
                                assertThat(type.getKey())
                                        .isEqualTo(edits ? "application/json" : "application/problem+json");
                                assertThat(type.getValue().at("/schema/$ref").asText())
                                        .isEqualTo("#/components/schemas/" + (edits ? "OpenAiError" : "Problem"));
                                type.getValue()
                                        .path("examples")
                                        .fieldNames()
                                        .forEachRemaining(code -> assertThat(
                                                        ProblemCode.of(code).wireName())
                                                .isEqualTo(code));
                            }));
        }
    }

    @Test
    void everyExampleFitsItsSchema() {
        ApiDescription api = description();
        List<String> faults = new ArrayList<>();
        for (Operation operation : api.operations()) {
            for (int i = 0; i < operation.parameters().size(); i++) {
                JsonNode parameter = operation.parameters().get(i);
                api.faults(operation.pointer() + "/parameters/" + i + "/schema", parameter.path("example"))
                        .forEach(fault -> faults.add(operation.id() + " " + parameter.path("name") + fault));
            }
            checkBodies(api, operation, "/requestBody", operation.json().path("requestBody"), faults);
            operation
                    .json()
                    .path("responses")
                    .properties()
                    .forEach(response -> checkBodies(
                            api, operation, "/responses/" + response.getKey(), response.getValue(), faults));
        }
        assertThat(faults).isEmpty();
    }

    private static void checkBodies(
            ApiDescription api, Operation operation, String place, JsonNode holder, List<String> faults) {
        holder.path("content").properties().forEach(type -> {
            String at = operation.pointer() + place + "/content/" + ApiDescription.escaped(type.getKey()) + "/schema";
            List<JsonNode> examples = new ArrayList<>();
            if (type.getValue().has("example")) {
                examples.add(type.getValue().get("example"));
            }
            type.getValue().path("examples").forEach(example -> examples.add(example.path("value")));
            for (JsonNode example : examples) {
                List<String> found =
                        place.startsWith("/responses") ? api.strictFaults(at, example) : api.faults(at, example);
                found.forEach(fault -> faults.add(operation.id() + " " + place + ": " + fault));
            }
        });
    }
}
