package dev.refinery.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/events.md says what the code does. Run with {@code -Drefinery.docs.write=true} to write it anew. */
class EventsDocumentTest {
    private static final Path FILE = Path.of(System.getProperty("refinery.root", ".."), "docs/events.md");

    @Test
    void theDocumentIsWhatTheTypesSay() throws Exception {
        Map<String, String> golden = new LinkedHashMap<>();
        for (String name : Examples.byName().keySet()) {
            golden.put(name, goldenFile(name));
        }
        EventsDocument document = new EventsDocument();
        String text = document.write(golden, golden.keySet());
        assertThat(document.untold())
                .as("add a line to event-fields.properties")
                .isEmpty();
        assertThat(document.surplus())
                .as("lines of event-fields.properties about nothing")
                .isEmpty();
        if (Boolean.getBoolean("refinery.docs.write")) {
            Files.writeString(FILE, text);
        }
        assertThat(Files.readString(FILE))
                .as("run: mvn -pl contracts test -Dtest=EventsDocumentTest -Dtest.jvm.args=-Drefinery.docs.write=true")
                .isEqualTo(text);
    }

    @Test
    void everyEventTypeIsInIt() throws Exception {
        String text = Files.readString(FILE);
        for (String name : EventTypes.all().keySet()) {
            assertThat(text).contains("### `" + name + "`");
        }
    }

    private static String goldenFile(String name) throws IOException {
        try (InputStream in = EventsDocumentTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
