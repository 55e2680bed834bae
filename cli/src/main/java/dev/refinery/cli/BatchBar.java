package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How far a batch is: a bar that is drawn over itself on a terminal, elsewhere a line whenever something changed. */
final class BatchBar {
    private static final int WIDTH = 40;

    private final Console console;
    private String last = "";

    BatchBar(Console console) {
        this.console = console;
    }

    void show(JsonNode batch) {
        String text = text(batch);
        if (text.equals(last)) {
            return;
        }
        if (console.terminal()) {
            console.err().print("\r\u001b[2K" + text + (batch.hasNonNull("ended_at") ? "\n" : ""));
        } else {
            console.err().println(text);
        }
        console.err().flush();
        last = text;
    }

    static String text(JsonNode batch) {
        JsonNode counts = batch.path("request_counts");
        int total = Math.max(1, counts.path("total").asInt());
        int completed = counts.path("completed").asInt();
        int failed = counts.path("failed").asInt() + counts.path("cancelled").asInt();
        int filled = (int) ((long) WIDTH * (completed + failed) / total);
        return batch.path("status").asText() + "  " + "█".repeat(filled) + "░".repeat(WIDTH - filled) + "  "
                + (completed + failed) + "/" + total + "  "
                + counts.path("running").asInt() + " running"
                + (failed > 0 ? ", " + failed + " without a result" : "");
    }
}
