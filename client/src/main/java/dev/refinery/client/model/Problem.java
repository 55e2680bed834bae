package dev.refinery.client.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway refuses, RFC 9457.
 *
 * @param type address of a page that says what the code means
 * @param code stable, for programs; null when something in between answered
 * @param field at fault, such as {@code references[1].role}; null = none
 * @param detail what is wrong and what to do
 * @param errors all of them when there are several
 * @param deletedAt when what was asked for was deleted
 */
public record Problem(
        @Nullable String type,
        @Nullable String title,
        int status,
        @Nullable String code,
        @Nullable String field,
        @Nullable String detail,
        List<Fault> errors,
        @Nullable Instant deletedAt) {
    public Problem {
        errors = Absent.list(errors);
    }

    /** One of several. */
    public record Fault(
            @Nullable String code,
            @Nullable String field,
            @Nullable String detail) {}
}
