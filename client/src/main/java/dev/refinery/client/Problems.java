package dev.refinery.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.client.model.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Makes exceptions of answers that refuse. */
final class Problems {
    private static final int LONGEST_QUOTE = 200;

    private Problems() {}

    static RefineryException of(
            ObjectMapper json,
            int status,
            byte[] body,
            @Nullable String requestId,
            @Nullable String retryAfter,
            Instant now) {
        Problem problem = read(json, body);
        return RefineryException.refused(
                status, sentence(status, problem, body), problem, requestId, waitOf(retryAfter, now));
    }

    /** Null when it is no problem document: something between may have answered. */
    private static @Nullable Problem read(ObjectMapper json, byte[] body) {
        try {
            JsonNode tree = json.readTree(body);
            return tree != null && tree.isObject() && (tree.hasNonNull("code") || tree.hasNonNull("detail"))
                    ? json.treeToValue(tree, Problem.class)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static String sentence(int status, @Nullable Problem problem, byte[] body) {
        if (problem == null) {
            String text = new String(body, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
            return "the gateway answered " + status
                    + (text.isEmpty()
                            ? ""
                            : ": " + (text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "..." : text));
        }
        if (problem.errors().size() > 1) {
            StringBuilder all = new StringBuilder("the gateway refused it:");
            problem.errors().forEach(e -> all.append("\n  ").append(one(e.field(), e.detail(), null, e.code())));
            return all.toString();
        }
        return one(problem.field(), problem.detail(), problem.title(), problem.code());
    }

    private static String one(
            @Nullable String field, @Nullable String detail, @Nullable String title, @Nullable String code) {
        String text = detail != null ? detail : title != null ? title : "";
        return (field == null || text.startsWith(field) ? "" : field + ": ")
                + text
                + (code == null ? "" : " [" + code + "]");
    }

    /** Seconds or a date, RFC 9110 section 10.2.3; null when there is none that can be read. */
    static @Nullable Duration waitOf(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Duration until = Duration.between(
                    now,
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
