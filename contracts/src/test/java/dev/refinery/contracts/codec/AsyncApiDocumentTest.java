package dev.refinery.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.refinery.contracts.topic.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/asyncapi.yaml says what the code does. Run with {@code -Drefinery.docs.write=true} to write it anew. */
class AsyncApiDocumentTest {
    private static final Path FILE = Path.of(System.getProperty("refinery.root", ".."), "docs/asyncapi.yaml");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build();

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private static Map<String, JsonNode> examples() throws IOException {
        Map<String, JsonNode> examples = new LinkedHashMap<>();
        for (String name : Examples.byName().keySet()) {
            examples.put(name, resource("/golden/" + name + ".json"));
        }
        return examples;
    }

    private static JsonNode resource(String path) throws IOException {
        try (InputStream in = AsyncApiDocumentTest.class.getResourceAsStream(path)) {
            return Json.mapper().readTree(in);
        }
    }

    @Test
    void theDocumentIsWhatTheTypesSay() throws Exception {
        String text =
                "# Written by AsyncApiDocumentTest from the types, the golden files and event-fields.properties; do not edit.\n"
                        + YAML.writeValueAsString(AsyncApiDocument.of(examples()));
        if (Boolean.getBoolean("refinery.docs.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as(
                        "run: mvn -pl contracts test -Dtest=AsyncApiDocumentTest -Dtest.jvm.args=-Drefinery.docs.write=true")
                .isEqualTo(text);
    }

    @Test
    void theDocumentIsAsyncApi() throws Exception {
        JsonSchema schema = SCHEMAS.getSchema(resource("/asyncapi-3.0.0.schema.json"));
        JsonNode document = YAML.readTree(Files.readString(FILE));
        assertThat(schema.validate(document)).isEmpty();
        ((ObjectNode) document).remove("info");
        assertThat(schema.validate(document))
                .as("the schema sees what is missing")
                .isNotEmpty();
    }

    @Test
    void everyTopicAndEveryEventIsInIt() throws Exception {
        JsonNode document = YAML.readTree(Files.readString(FILE));
        assertThat(document.path("channels").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(Topic.all().stream().map(Topic::name).toList());
        assertThat(document.at("/components/messages").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(EventTypes.all().keySet());
        for (String name : EventTypes.all().keySet()) {
            assertThat(document.path("channels"))
                    .as(name)
                    .anyMatch(channel -> channel.path("messages").has(name));
        }
    }

    @Test
    void theSchemasTakeTheExamplesAndRefuseWhatLacksAField() throws Exception {
        ObjectNode document = AsyncApiDocument.of(examples());
        for (Map.Entry<String, JsonNode> example : examples().entrySet()) {
            String type = EventTypes.typeOf(example.getKey()).getSimpleName();
            ObjectNode root = document.deepCopy();
            root.put("$ref", "#/components/schemas/" + type);
            JsonSchema schema = SCHEMAS.getSchema(root);
            assertThat(schema.validate(example.getValue())).as(example.getKey()).isEmpty();
            assertThat(schema.validate(Json.mapper().createObjectNode()))
                    .as(example.getKey())
                    .isNotEmpty();
        }
    }
}
