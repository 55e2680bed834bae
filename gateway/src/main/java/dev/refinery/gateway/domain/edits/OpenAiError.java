package dev.refinery.gateway.domain.edits;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.refinery.gateway.domain.Problem;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A problem in the shape that the OpenAI libraries make exceptions of.
 *
 * @param status that they retry or do not retry by; what is wrong with a request is a 400 there
 */
public record OpenAiError(@JsonIgnore int status, Body error) {
    /** Paths into a job by the name under which the client sent them. */
    private static final Map<String, String> SENT_AS = Map.of(
            "output.count", "n",
            "output.size", "size",
            "output.format", "output_format",
            "output.quality", "output_compression",
            "output.background", "background",
            "metadata.user", "user",
            "references[0].mask", "mask");

    private static final Pattern IMAGE = Pattern.compile("references\\[([0-9]+)](\\.file)?");

    /** @param code a problem code, see the page of errors */
    public record Body(
            String message, String type, @Nullable String param, String code) {}

    public static OpenAiError of(Problem problem) {
        int status = problem.status() == 422 ? 400 : problem.status();
        String message = problem.errors().isEmpty()
                ? message(problem.field(), problem.detail())
                : problem.errors().stream()
                        .map(fault -> message(fault.field(), fault.detail()))
                        .collect(Collectors.joining("; "));
        return new OpenAiError(
                status,
                new Body(
                        message,
                        type(status),
                        sentAs(problem.field()),
                        problem.code().wireName()));
    }

    private static String message(@Nullable String field, String detail) {
        String param = sentAs(field);
        return param == null ? detail : param + ": " + detail;
    }

    private static @Nullable String sentAs(@Nullable String field) {
        if (field == null) {
            return null;
        }
        Matcher image = IMAGE.matcher(field);
        return image.matches() ? EditForm.partOf(Integer.parseInt(image.group(1))) : SENT_AS.getOrDefault(field, field);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
