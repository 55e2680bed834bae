package dev.refinery.contracts.codec;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.topic.Topic;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes docs/events.md from the types themselves, the golden files and one line of text for every field. */
final class EventsDocument {
    static final Map<Class<? extends Event>, List<Topic>> TOPICS = Map.of(
            JobEvent.class, List.of(Topic.JOBS),
            TaskEvent.class, List.of(Topic.TASKS_INTERACTIVE, Topic.TASKS_BATCH),
            CandidateEvent.class, List.of(Topic.CANDIDATES),
            ScoreEvent.class, List.of(Topic.SCORES),
            FeedbackEvent.class, List.of(Topic.FEEDBACK),
            OutcomeEvent.class, List.of(Topic.OUTCOMES),
            UsageEvent.class, List.of(Topic.USAGE));
    private static final String INTRODUCTION = """
            # Events

            <!-- Written by EventsDocumentTest from the types, the golden files and event-fields.properties; do not edit. -->

            Everything that happens in Refinery is an event on a Kafka topic. Events are
            [CloudEvents 1.0](https://cloudevents.io) in Kafka's binary mode: the value is the JSON below, the attributes are
            headers.

            | header | value |
            |---|---|
            | `ce_specversion` | `1.0` |
            | `ce_type` | `dev.refinery.` + the name below, e.g. `dev.refinery.job-submitted.v1` |
            | `ce_source` | the service that wrote it |
            | `ce_id` | unique per source and stable over retries |
            | `ce_subject` | the job id |
            | `content-type` | `application/json` |

            * The record key is the job id (on `refinery.usage` the tenant), so all of a job is in order in one partition.
            * Names are never changed and never reused; a change that readers cannot ignore gets a new name (`.v2`). Readers
              ignore fields that they do not know. One example of every type is kept and decoded by the tests for ever.
            * Delivery is at least once, except that what the controller decides is written exactly once. Everything about a
              candidate is idempotent by its id, `<job>/<round>/<index>` or `<job>/final/<attempt>`.
            * Pixels never travel here: an image is a place in the object store and a sha256. Events take a few kB; a job is
              refused above 20 kB, any event above 64 kB.
            * A field that may be missing is marked *optional*; every other field is always there. Instants are ISO-8601 in UTC.
            * What cannot be decoded goes to `refinery.dead-letters` with its reason, put there by the one group that owns the topic
              (adr/0010).

            """;

    private final Properties texts = texts();
    private final Set<String> used = new TreeSet<>();
    private final Set<String> untold = new TreeSet<>();
    private final Set<Class<?>> values = new LinkedHashSet<>();

    /** Meanings of topics, types and fields, by name. */
    static Properties texts() {
        Properties texts = new Properties();
        try (Reader reader = new InputStreamReader(
                EventsDocument.class.getResourceAsStream("/event-fields.properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields and topics without a text; known after {@link #write}. */
    Set<String> untold() {
        return untold;
    }

    /** Texts about nothing; known after {@link #write}. */
    Set<String> surplus() {
        Set<String> surplus = new TreeSet<>(texts.stringPropertyNames());
        surplus.removeAll(used);
        return surplus;
    }

    String write(Map<String, String> goldenByName, Collection<String> namesInOrder) {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        topics(out, namesInOrder);
        out.append("## Events\n\n");
        for (String name : namesInOrder) {
            Class<?> type = EventTypes.typeOf(name);
            out.append("### `")
                    .append(name)
                    .append("`\n\n")
                    .append(text(type.getSimpleName()))
                    .append("\n\n");
            fields(out, type);
            out.append("<details><summary>Example</summary>\n\n```json\n")
                    .append(goldenByName.get(name).strip())
                    .append("\n```\n\n</details>\n\n");
        }
        out.append("## Values inside events\n\n");
        List<Class<?>> queue = new ArrayList<>(values);
        for (int i = 0; i < queue.size(); i++) {
            Class<?> type = queue.get(i);
            out.append("### ")
                    .append(type.getSimpleName())
                    .append("\n\n")
                    .append(text(type.getSimpleName()))
                    .append("\n\n");
            fields(out, type);
            values.stream().filter(found -> !queue.contains(found)).forEach(queue::add);
        }
        return out.toString().strip() + "\n";
    }

    private void topics(StringBuilder out, Collection<String> names) {
        out.append(
                "## Topics\n\n| topic | partitions | kept | who writes -> who reads | events |\n|---|---|---|---|---|\n");
        for (Topic topic : Topic.all()) {
            String events = names.stream()
                    .filter(name -> TOPICS.get(EventTypes.typeOf(name).getInterfaces()[0])
                            .contains(topic))
                    .map(name -> "[`" + name + "`](#" + name.replace(".", "") + ")")
                    .collect(Collectors.joining(", "));
            String kept = topic.retention() == null
                    ? "compacted, for ever"
                    : topic.retention().toDays() + " days";
            out.append("| `%s` | %d | %s | %s | %s |\n"
                    .formatted(topic.name(), topic.partitions(), kept, text("topic." + topic.name()), events));
        }
        out.append('\n');
    }

    private void fields(StringBuilder out, Class<?> type) {
        if (type.isSealed()) {
            JsonSubTypes variants = type.getAnnotation(JsonSubTypes.class);
            out.append("One of these, told apart by `op`:\n\n| `op` | meaning | fields |\n|---|---|---|\n");
            for (JsonSubTypes.Type variant : variants.value()) {
                String fields = Arrays.stream(variant.value().getRecordComponents())
                        .map(c -> "`" + c.getName() + "` " + wireType(c.getGenericType()) + ": "
                                + text(variant.value().getSimpleName() + "." + c.getName()))
                        .collect(Collectors.joining("; "));
                out.append("| `%s` | %s | %s |\n"
                        .formatted(variant.name(), text(variant.value().getSimpleName()), fields));
            }
            out.append('\n');
            return;
        }
        out.append("| field | type | meaning |\n|---|---|---|\n");
        for (RecordComponent component : type.getRecordComponents()) {
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            out.append("| `%s` | %s%s | %s |\n"
                    .formatted(
                            component.getName(),
                            wireType(component.getGenericType()),
                            optional ? ", *optional*" : "",
                            text(type.getSimpleName() + "." + component.getName())));
        }
        out.append('\n');
    }

    private String wireType(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? "array of " + wireType(arguments[0])
                    : "object of " + wireType(arguments[1]);
        }
        Class<?> raw = (Class<?>) type;
        Map<Class<?>, String> simple = new LinkedHashMap<>();
        simple.put(String.class, "string");
        simple.put(boolean.class, "boolean");
        simple.put(int.class, "integer");
        simple.put(long.class, "integer");
        simple.put(Integer.class, "integer");
        simple.put(double.class, "number");
        simple.put(Double.class, "number");
        simple.put(Boolean.class, "boolean");
        simple.put(Instant.class, "instant");
        simple.put(JobId.class, "UUIDv7");
        simple.put(TenantId.class, "tenant");
        simple.put(CandidateId.class, "candidate id");
        if (simple.containsKey(raw)) {
            return simple.get(raw);
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(constant -> "`" + Json.mapper().convertValue(constant, String.class) + "`")
                    .collect(Collectors.joining(" or "));
        }
        if (raw.isRecord() || raw.isSealed()) {
            values.add(raw);
            return "[" + raw.getSimpleName() + "](#" + raw.getSimpleName().toLowerCase(java.util.Locale.ROOT) + ")";
        }
        throw new AssertionError("no wire type for " + raw);
    }

    private String text(String key) {
        used.add(key);
        String text = texts.getProperty(key);
        if (text == null) {
            untold.add(key);
            return "";
        }
        return text;
    }
}
