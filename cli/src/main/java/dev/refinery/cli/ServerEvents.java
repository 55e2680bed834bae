package dev.refinery.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Predicate;

/** Reads the event-stream format of the HTML standard, section 9.2.6. */
final class ServerEvents {
    private final BufferedReader lines;

    ServerEvents(BufferedReader lines) {
        this.lines = lines;
    }

    /** Hands each event to {@code reader} until it answers true or the stream ends. */
    void readUntil(Predicate<ServerEvent> reader) throws IOException {
        String id = "";
        String type = "";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty() && reader.test(new ServerEvent(id, type, data.toString()))) {
                    return;
                }
                type = "";
                data.setLength(0);
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "id" -> id = value;
                case "event" -> type = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {
                    // Comments (heartbeats), retry hints and fields of the future.
                }
            }
        }
    }
}
