package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;

/** Turns the gateway's {@code application/problem+json} into a sentence. */
final class Problems {
    private Problems() {}

    static String sentence(int status, String body) {
        try {
            JsonNode problem = Json.mapper().readTree(body);
            if (problem != null && problem.isObject()) {
                if (problem.path("errors").size() > 1) {
                    StringBuilder all = new StringBuilder("the gateway refused it:");
                    problem.path("errors").forEach(error -> all.append("\n  ").append(one(error)));
                    return all.toString();
                }
                String text = one(problem);
                if (!text.isBlank()) {
                    return text;
                }
            }
        } catch (IOException e) {
            // Not a problem document: say what there is.
        }
        return "the gateway answered " + status + (body.isBlank() ? "" : ": " + shortened(body));
    }

    private static String one(JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText(""));
        String field = problem.path("field").asText("");
        String code = problem.path("code").asText("");
        return (field.isEmpty() || detail.startsWith(field) ? "" : field + ": ")
                + detail
                + (code.isEmpty() ? "" : " [" + code + "]");
    }

    private static String shortened(String body) {
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "...";
    }
}
