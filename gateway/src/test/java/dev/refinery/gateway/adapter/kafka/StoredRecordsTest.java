package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.Batch;
import dev.refinery.gateway.domain.BatchOrder;
import dev.refinery.gateway.domain.CopyOrder;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookOrder;
import dev.refinery.gateway.domain.usage.JobUsage;
import dev.refinery.gateway.domain.usage.UsageSums;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records in src/test/resources/stored, read off the topics of a running stack of November 2026: an upgrade must read them. */
class StoredRecordsTest {
    private static final Pattern STORED = Pattern.compile("JsonSerde\\.of\\((?:\\w+\\.)?(\\w+)\\.class\\)");

    static Stream<Class<?>> types() {
        return Stream.of(
                Batch.class,
                BatchOrder.class,
                CopyOrder.class,
                JobUsage.class,
                JobView.class,
                RegisteredEndpoint.Gone.class,
                UsageSums.class,
                WebhookDelivery.class,
                WebhookEndpoint.class,
                WebhookOrder.class,
                WebhookOutbox.ReplayLeft.class);
    }

    /** Whatever an earlier version knew, this one reads and writes again: nothing is lost, more may be said. */
    @ParameterizedTest
    @MethodSource("types")
    void whatWasStoredIsStillUnderstood(Class<?> type) throws IOException {
        List<String> lines = stored(type);
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            JsonNode before = Json.mapper().readTree(line);
            Object read = Json.mapper().readValue(line, type);
            JsonNode after =
                    Json.mapper().readTree(Json.mapper().writerFor(type).writeValueAsBytes(read));
            assertThat(lost("", before, after)).as("%s", line).isEmpty();
        }
    }

    private static List<String> lost(String at, JsonNode before, JsonNode after) {
        List<String> lost = new ArrayList<>();
        if (before.isObject() && after.isObject()) {
            before.properties()
                    .forEach(field ->
                            lost.addAll(lost(at + "/" + field.getKey(), field.getValue(), after.path(field.getKey()))));
        } else if (before.isArray() && after.size() == before.size() && !sameSet(before, after)) {
            for (int i = 0; i < before.size(); i++) {
                lost.addAll(lost(at + "/" + i, before.get(i), after.get(i)));
            }
        } else if (!before.isNull() && !before.equals(after) && !sameSet(before, after)) {
            lost.add(at + " was " + before + ", is " + after);
        }
        return lost;
    }

    private static boolean sameSet(JsonNode before, JsonNode after) {
        return before.isArray()
                && before.size() == after.size()
                && Set.copyOf(before.valueStream().toList())
                        .equals(Set.copyOf(after.valueStream().toList()));
    }

    private static List<String> stored(Class<?> type) throws IOException {
        try (InputStream file =
                StoredRecordsTest.class.getResourceAsStream("/stored/" + type.getSimpleName() + ".jsonl")) {
            assertThat(file)
                    .as(
                            "no record of %s as an earlier version wrote it: add src/test/resources/stored/%s.jsonl",
                            type, type.getSimpleName())
                    .isNotNull();
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    /** Every record that a store or topic of this service's own holds as JSON is here. */
    @Test
    void everyStoredTypeIsHere() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher matcher = STORED.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
        assertThat(types().map(Class::getSimpleName).collect(Collectors.toSet()))
                .containsAll(found);
    }
}
