package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.refinery.client.model.JobEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {
    @Test
    void drawsABarForEachReferenceAndErasesItBeforeTheNext() throws Exception {
        StringWriter screen = new StringWriter();
        TerminalProgress view =
                new TerminalProgress(new Console(new PrintWriter(screen), new PrintWriter(screen), true));
        JobStory story = new JobStory();
        JobEvent event = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build()
                .readValue(
                        "{\"type\":\"candidate.scored\",\"round\":1,\"max_rounds\":4,\"candidates_done\":3,"
                                + "\"candidates_total\":8,\"elapsed_ms\":1500,\"best\":{\"scores\":[{\"name\":\"mug\","
                                + "\"score\":0.5,\"gate\":0.75}]}}",
                        JobEvent.class);
        story.add(event);
        view.changed(event.type(), story);
        assertThat(screen.toString()).contains("round 2/4", "3/8 candidates", "1.5 s", "mug", "0.50", "gate 0.75", "┃");
        int before = screen.toString().length();
        view.changed(event.type(), story);
        assertThat(screen.toString().substring(before)).startsWith("\u001b[1A\u001b[2K\u001b[1A\u001b[2K");
    }
}
