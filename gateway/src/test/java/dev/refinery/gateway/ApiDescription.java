package dev.refinery.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The OpenAPI document as a running gateway serves it, and what it says of requests and answers. */
final class ApiDescription {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig FORMATS =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode served;
    private final ObjectNode document;
    private final ObjectNode strict;

    /** One operation, with the place in the document where it stands. */
    record Operation(String method, String path, JsonNode json) {
        String id() {
            return json.path("operationId").asText();
        }

        String route() {
            return method + " " + path;
        }

        String pointer() {
            return "/paths/" + escaped(path) + "/" + method.toLowerCase(Locale.ROOT);
        }

        List<JsonNode> parameters() {
            List<JsonNode> parameters = new ArrayList<>();
            json.path("parameters").forEach(parameters::add);
            return parameters;
        }
    }

    private ApiDescription(ObjectNode served) {
        this.served = served;
        this.document = (ObjectNode) resolved(served, served);
        this.strict = document.deepCopy();
        close(strict.path("components").path("schemas"));
    }

    static ApiDescription parse(byte[] json) {
        try {
            return new ApiDescription((ObjectNode) Json.mapper().readTree(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it came. */
    JsonNode json() {
        return served;
    }

    /** With what is referred to in its place, but for schemas. */
    private static JsonNode resolved(JsonNode node, JsonNode root) {
        String ref = node.path("$ref").asText();
        if (ref.startsWith("#/components/") && !ref.startsWith("#/components/schemas/")) {
            return resolved(root.at(ref.substring(1)), root);
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), resolved(field.getValue(), root)));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(resolved(item, root)));
            return copy;
        }
        return node;
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation -> METHODS.contains(operation.getKey()))
                        .forEach(operation -> operations.add(new Operation(
                                operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()))));
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operation " + id));
    }

    /** The body of the example, or null. */
    JsonNode requestExample(String id, String mediaType) {
        JsonNode example = operation(id)
                .json()
                .path("requestBody")
                .path("content")
                .path(mediaType)
                .get("example");
        if (example == null) {
            throw new IllegalArgumentException(id + " has no example of " + mediaType);
        }
        return example;
    }

    /** What contradicts the schema that stands at {@code pointer}. */
    List<String> faults(String pointer, JsonNode value) {
        return faults(document, pointer, value);
    }

    /** The same, where a field that the schema does not tell of is a fault, too. */
    List<String> strictFaults(String pointer, JsonNode value) {
        return faults(strict, pointer, value);
    }

    /** The codes that the operation may answer with that status. */
    Set<String> codes(Operation operation, int status) {
        Set<String> codes = new TreeSet<>();
        operation
                .json()
                .path("responses")
                .path(Integer.toString(status))
                .path("content")
                .forEach(type -> type.path("examples").fieldNames().forEachRemaining(codes::add));
        return codes;
    }

    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private static List<String> faults(ObjectNode document, String pointer, JsonNode value) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$ref", "#" + pointer.replace("{", "%7B").replace("}", "%7D").replace("@", "%40"));
        root.set("paths", document.path("paths"));
        root.set("components", document.path("components"));
        return SCHEMAS.getSchema(root, FORMATS).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toList());
    }

    /** Only for what the gateway answers: clients have to take fields that later versions add. */
    private static void close(JsonNode schemas) {
        for (JsonNode schema : schemas) {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        }
    }
}
