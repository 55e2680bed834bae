package dev.refinery.contracts.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.topic.Topic;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The topics and their events as AsyncAPI 3, from the same types, examples and texts as docs/events.md. */
final class AsyncApiDocument {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Properties texts = EventsDocument.texts();
    private final ObjectNode root = NODES.objectNode();
    private final ObjectNode schemas = NODES.objectNode();

    /** @param examples by name of the event, in order */
    static ObjectNode of(Map<String, JsonNode> examples) {
        AsyncApiDocument document = new AsyncApiDocument();
        document.write(examples);
        return document.root;
    }

    private void write(Map<String, JsonNode> examples) {
        root.put("asyncapi", "3.0.0");
        root.putObject("info")
                .put("title", "Refinery events")
                .put("version", "1")
                .put(
                        "description",
                        "CloudEvents 1.0 in Kafka's binary mode. docs/events.md says what readers may rely on.")
                .putObject("license")
                .put("name", "Apache-2.0");
        root.put("defaultContentType", "application/json");
        ObjectNode channels = root.putObject("channels");
        ObjectNode operations = root.putObject("operations");
        for (Topic topic : Topic.all()) {
            List<String> names = examples.keySet().stream()
                    .filter(name -> carries(topic, EventTypes.typeOf(name)))
                    .toList();
            channel(channels.putObject(topic.name()), topic, names);
            if (!names.isEmpty()) {
                operations
                        .putObject("write." + topic.name())
                        .put("action", "send")
                        .putObject("channel")
                        .put("$ref", "#/channels/" + topic.name());
            }
        }
        ObjectNode components = root.putObject("components");
        ObjectNode messages = components.putObject("messages");
        examples.forEach((name, example) -> message(messages.putObject(name), name, example));
        components.set("schemas", schemas);
        schemas.set("CloudEventHeaders", headers());
    }

    static boolean carries(Topic topic, Class<?> event) {
        List<Topic> topics = EventsDocument.TOPICS.get(event.getInterfaces()[0]);
        return topics != null && topics.contains(topic);
    }

    private void channel(ObjectNode channel, Topic topic, List<String> names) {
        channel.put("address", topic.name()).put("description", texts.getProperty("topic." + topic.name()));
        ObjectNode messages = channel.putObject("messages");
        names.forEach(name -> messages.putObject(name).put("$ref", "#/components/messages/" + name));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("partitions", topic.partitions());
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        configuration.putArray("cleanup.policy").add(topic.retention() == null ? "compact" : "delete");
        if (topic.retention() != null) {
            configuration.put("retention.ms", topic.retention().toMillis());
        }
    }

    private void message(ObjectNode message, String name, JsonNode example) {
        Class<?> type = EventTypes.typeOf(name);
        message.put("name", name).put("summary", texts.getProperty(type.getSimpleName()));
        message.putObject("headers").put("$ref", "#/components/schemas/CloudEventHeaders");
        message.set("payload", reference(type));
        message.putArray("examples").addObject().put("name", name).set("payload", example);
    }

    private static ObjectNode headers() {
        ObjectNode headers = NODES.objectNode().put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        properties.putObject("ce_specversion").put("type", "string").put("const", "1.0");
        properties
                .putObject("ce_type")
                .put("type", "string")
                .put("description", "dev.refinery. and the message's name");
        properties.putObject("ce_source").put("type", "string").put("description", "the service that wrote it");
        properties
                .putObject("ce_id")
                .put("type", "string")
                .put("description", "unique per source and stable over retries");
        properties.putObject("ce_subject").put("type", "string").put("description", "the job id");
        properties.putObject("content-type").put("type", "string").put("const", "application/json");
        properties.fieldNames().forEachRemaining(headers.withArray("required")::add);
        return headers;
    }

    private ObjectNode reference(Class<?> type) {
        String name = type.getSimpleName();
        if (!schemas.has(name)) {
            ObjectNode schema = schemas.putObject(name);
            schema.put("description", texts.getProperty(name));
            if (type.isSealed()) {
                variants(schema, type);
            } else {
                fields(schema, type);
            }
        }
        return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private void variants(ObjectNode schema, Class<?> type) {
        String told = type.getAnnotation(JsonTypeInfo.class).property();
        for (JsonSubTypes.Type variant : type.getAnnotation(JsonSubTypes.class).value()) {
            ObjectNode one = schema.withArray("oneOf").addObject();
            one.put("description", texts.getProperty(variant.value().getSimpleName()));
            fields(one, variant.value());
            ((ObjectNode) one.get("properties"))
                    .putObject(told)
                    .put("type", "string")
                    .put("const", variant.name());
            one.withArray("required").add(told);
        }
    }

    private void fields(ObjectNode schema, Class<?> type) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (RecordComponent component : type.getRecordComponents()) {
            String meaning = texts.getProperty(type.getSimpleName() + "." + component.getName());
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            ObjectNode value = schema(component.getGenericType());
            if (optional || value.has("$ref")) {
                ObjectNode wrapped = NODES.objectNode();
                wrapped.withArray("anyOf").add(value);
                if (optional) {
                    wrapped.withArray("anyOf").addObject().put("type", "null");
                }
                value = wrapped;
            }
            properties.set(component.getName(), value.put("description", meaning));
            if (!optional && !leftOutWhenEmpty(component)) {
                schema.withArray("required").add(component.getName());
            }
        }
    }

    private static boolean leftOutWhenEmpty(RecordComponent component) {
        JsonInclude include = component.getAccessor().getAnnotation(JsonInclude.class);
        return include != null && include.value() == JsonInclude.Include.NON_EMPTY;
    }

    private ObjectNode schema(Type type) {
        ObjectNode schema = NODES.objectNode();
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                schema.put("type", "array").set("items", schema(arguments[0]));
            } else {
                schema.put("type", "object").set("additionalProperties", schema(arguments[1]));
            }
            return schema;
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class || raw == TenantId.class || raw == CandidateId.class) {
            return schema.put("type", "string");
        } else if (raw == Instant.class) {
            return schema.put("type", "string").put("format", "date-time");
        } else if (raw == JobId.class) {
            return schema.put("type", "string").put("format", "uuid");
        } else if (raw == boolean.class || raw == Boolean.class) {
            return schema.put("type", "boolean");
        } else if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return schema.put("type", "integer");
        } else if (raw == double.class || raw == Double.class) {
            return schema.put("type", "number");
        } else if (raw.isEnum()) {
            schema.put("type", "string");
            Arrays.stream(raw.getEnumConstants())
                    .map(constant -> Json.mapper().convertValue(constant, String.class))
                    .forEach(schema.withArray("enum")::add);
            return schema;
        }
        return reference(raw);
    }
}
