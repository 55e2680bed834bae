package dev.refinery.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The published schemas of the kinds that k8s/ uses; where they come from: kubernetes-schemas/README.md. */
final class KubernetesSchemas {
    private static final String META = "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private final JsonSchemaFactory factory = JsonSchemaFactory.getInstance(VersionFlag.V7);
    private final JsonNode core = read("kubernetes.json");
    private final Map<String, JsonSchema> schemas = new HashMap<>();

    /** What is wrong with an object; empty = nothing. */
    List<String> faults(JsonNode object) {
        String kind =
                object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        String definition = core.get("kinds").path(kind).asText(null);
        if (definition != null) {
            return validate(definition, object).toList();
        }
        return Stream.concat(
                        validate(META, object.path("metadata")),
                        schemas
                                .computeIfAbsent(kind, k -> factory.getSchema(read(k.replace('/', '_') + ".json")))
                                .validate(object)
                                .stream()
                                .map(ValidationMessage::getMessage))
                .toList();
    }

    private Stream<String> validate(String definition, JsonNode node) {
        return schemas
                .computeIfAbsent(definition, d -> {
                    ObjectNode schema = JsonNodeFactory.instance.objectNode();
                    schema.putArray("allOf").addObject().put("$ref", d);
                    schema.set("definitions", core.get("definitions"));
                    return factory.getSchema(schema);
                })
                .validate(node)
                .stream()
                .map(ValidationMessage::getMessage);
    }

    private static JsonNode read(String name) {
        try (InputStream file = KubernetesSchemas.class.getResourceAsStream("/kubernetes-schemas/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("no schema " + name + ": pin it with kubernetes-schemas/pin.py");
            }
            return new ObjectMapper().readTree(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
