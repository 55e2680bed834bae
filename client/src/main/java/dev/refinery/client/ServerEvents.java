package dev.refinery.client;

import org.jspecify.annotations.Nullable;

/** Puts the lines of an event stream together, as section 9.2.6 of the HTML standard says. Not thread-safe. */
final class ServerEvents {
    private final StringBuilder data = new StringBuilder();
    private String id = "";
    private String type = "";
    private @Nullable Long retryMillis;

    /** One event; {@code id} and {@code type} are empty when the server gave none. */
    record ServerEvent(String id, String type, String data) {}

    /** Takes a line without its end; returns the event that it completes, or null. What is cut off before its empty line is no event. */
    @Nullable
    ServerEvent take(String line) {
        if (line.isEmpty()) {
            ServerEvent event = data.isEmpty() ? null : new ServerEvent(id, type, data.toString());
            type = "";
            data.setLength(0);
            return event;
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "id" -> id = value;
            case "event" -> type = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            case "retry" -> retryMillis = value.matches("[0-9]{1,9}") ? Long.valueOf(value) : retryMillis;
            default -> {
                // Comments (heartbeats) and fields of the future.
            }
        }
        return null;
    }

    /** How long to wait before the next connection, as the server asks; null = it does not. */
    @Nullable
    Long retryMillis() {
        return retryMillis;
    }
}
