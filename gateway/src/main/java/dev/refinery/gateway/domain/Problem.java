package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error answer, RFC 9457 {@code application/problem+json}.
 *
 * @param type link to the code's section of the {@link ProblemPage}
 * @param code stable, for programs
 * @param field what is wrong, as a path into the request such as {@code references[1].role}; null = no field
 * @param detail what is wrong with it and what to do
 * @param errors every problem found when there is more than one
 * @param deletedAt when what was asked for was deleted; null = that is not the problem
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        ProblemCode code,
        @Nullable String field,
        String detail,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("errors")
        List<Fault> errors,

        @JsonProperty("deleted_at") @Nullable Instant deletedAt) {
    public static final String MEDIA_TYPE = "application/problem+json";

    /** One of several. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Fault(ProblemCode code, @Nullable String field, String detail) {}

    @SuppressWarnings("ConstantValue") // JSON that is read back has no errors where there is only one
    public Problem {
        errors = errors == null ? List.of() : List.copyOf(errors);
    }

    public static Problem of(int status, ProblemCode code, @Nullable String field, String detail) {
        return new Problem(ProblemPage.linkTo(code), title(status), status, code, field, detail, List.of(), null);
    }

    /** @param errors at least one; the first one leads */
    public static Problem of(int status, List<Fault> errors) {
        Fault first = errors.getFirst();
        return new Problem(
                ProblemPage.linkTo(first.code()),
                title(status),
                status,
                first.code(),
                first.field(),
                first.detail(),
                errors.size() > 1 ? errors : List.of(),
                null);
    }

    /** 410: it was there, and is gone for good. */
    public static Problem deleted(String detail, Instant at) {
        ProblemCode code = ProblemCode.JOB_DELETED;
        return new Problem(ProblemPage.linkTo(code), title(410), 410, code, null, detail, List.of(), at);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 406 -> "Not acceptable";
            case 409 -> "Conflict";
            case 410 -> "Gone";
            case 413 -> "Request too large";
            case 415 -> "Unsupported media type";
            case 422 -> "Request not acceptable as it is";
            case 429 -> "Too many requests";
            case 503 -> "Temporarily unavailable";
            case 504 -> "Not ended in time";
            default -> status >= 500 ? "Internal error" : "Request refused";
        };
    }
}
