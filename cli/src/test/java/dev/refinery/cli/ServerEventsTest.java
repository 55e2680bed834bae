package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerEventsTest {
    @Test
    void readsEventsWithIdsTypesAndSeveralLinesOfData() throws Exception {
        assertThat(read(": hello\n\nid: 1\nevent: a\ndata: x\ndata:y\n\ndata: z\n\nretry: 5\n\n"))
                .containsExactly(new ServerEvent("1", "a", "x\ny"), new ServerEvent("1", "", "z"));
    }

    @Test
    void dropsAnEventThatWasCutOff() throws Exception {
        assertThat(read("data: whole\n\ndata: half")).containsExactly(new ServerEvent("", "", "whole"));
    }

    private static List<ServerEvent> read(String text) throws Exception {
        List<ServerEvent> events = new ArrayList<>();
        new ServerEvents(new BufferedReader(new StringReader(text))).readUntil(event -> {
            events.add(event);
            return false;
        });
        return events;
    }
}
