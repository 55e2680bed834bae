package dev.refinery.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.event.Event;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event that was ever written stays readable. A golden file is never edited: when a type grows a component, the
 * component is nullable or gets its default from the constructor, and the example here keeps that. Run with
 * {@code -Drefinery.golden.write=true} to write the file of a new type.
 */
class GoldenEventsTest {
    private static final Path SOURCE =
            Path.of(System.getProperty("refinery.root", ".."), "contracts/src/test/resources/golden");

    static Set<String> names() {
        return new TreeSet<>(EventTypes.all().keySet());
    }

    @Test
    void everyTypeHasAnExample() {
        assertThat(new TreeSet<>(Examples.byName().keySet())).isEqualTo(names());
    }

    @ParameterizedTest
    @MethodSource("names")
    void decodesForEver(String name) throws Exception {
        if (Boolean.getBoolean("refinery.golden.write") && Files.notExists(SOURCE.resolve(name + ".json"))) {
            Files.writeString(
                    SOURCE.resolve(name + ".json"),
                    Json.mapper()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(Examples.byName().get(name)) + "\n");
        }
        byte[] golden = golden(name);
        Event decoded = EventCodec.decode(EventCodec.TYPE_PREFIX + name, golden);
        assertThat(decoded).isEqualTo(Examples.byName().get(name));

        EventCodec.Encoded encoded = EventCodec.encode(decoded, "/test", "id-1");
        assertThat(json(encoded.value())).isEqualTo(json(golden));
        assertThat(encoded.key()).isEqualTo(Examples.JOB.toString());
        assertThat(encoded.headers())
                .containsEntry("ce_type", "dev.refinery." + name)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_source", "/test")
                .containsEntry("ce_id", "id-1")
                .containsEntry("ce_subject", Examples.JOB.toString())
                .containsEntry("content-type", "application/json");
        assertThat(encoded.value().length).isLessThan(EventCodec.MAX_BYTES);
    }

    private static Map<String, Event> later() {
        Map<String, Event> later = new TreeMap<>();
        Examples.explained().forEach((name, event) -> later.put("explained/" + name, event));
        later.put("reasoned/candidate-scored.v1", Examples.reasoned());
        later.put("given/generation-task.v1", Examples.given());
        later.put("numbered/job-continued.v1", Examples.numbered());
        later.put("labelled/job-submitted.v1", Examples.labelled());
        later.put("controlled/candidate-generated.v1", Examples.generatedUnderControls());
        later.put("winning/generation-task.v1", Examples.winning());
        later.put("priced/candidate-metered.v1", Examples.priced());
        later.put("destined/job-submitted.v1", Examples.destined());
        return later;
    }

    static Set<String> laterFiles() {
        return later().keySet();
    }

    /** Optional components that came later have golden files of their own. */
    @ParameterizedTest
    @MethodSource("laterFiles")
    void laterComponentsDecodeForEverToo(String name) throws Exception {
        Event example = later().get(name);
        Path file = SOURCE.resolve(name + ".json");
        if (Boolean.getBoolean("refinery.golden.write") && Files.notExists(file)) {
            Files.createDirectories(file.getParent());
            Files.writeString(
                    file, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(example) + "\n");
        }
        byte[] golden = golden(name);
        Event decoded = EventCodec.decode(EventCodec.TYPE_PREFIX + EventTypes.nameOf(example), golden);
        assertThat(decoded).isEqualTo(example);
        assertThat(json(EventCodec.encode(decoded, "/test", "id-1").value())).isEqualTo(json(golden));
    }

    @ParameterizedTest
    @MethodSource("names")
    void fieldsFromTheFutureAreIgnored(String name) throws Exception {
        String golden = new String(golden(name), StandardCharsets.UTF_8);
        String newer = golden.replaceFirst("\\{", "{\"addedLater\":{\"deep\":[1,2]},");
        assertThat(EventCodec.decode(EventCodec.TYPE_PREFIX + name, newer.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Examples.byName().get(name));
    }

    @Test
    void encodingIsCanonical() {
        for (Event event : Examples.all()) {
            byte[] first = EventCodec.encode(event, "/test", "1").value();
            byte[] second = EventCodec.encode(event, "/test", "1").value();
            assertThat(second).isEqualTo(first);
        }
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        return Json.mapper().readTree(bytes);
    }

    private static byte[] golden(String name) {
        Path written = SOURCE.resolve(name + ".json");
        try (InputStream packaged = GoldenEventsTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            if (packaged == null && Boolean.getBoolean("refinery.golden.write")) {
                return Files.readAllBytes(written);
            }
            assertThat(packaged).as("golden file of %s", name).isNotNull();
            return packaged.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
