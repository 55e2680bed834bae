package dev.refinery.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a job is submitted, continued or replayed.
 *
 * @param idempotencyKey the same key and the same request are one job, over crashes of the caller too; null = one of its own for each
 *     call, which makes the client's own retries safe
 * @param patience how long to wait for the job's end before the answer, at most 60 s; zero = not at all
 */
public record SubmitOptions(@Nullable String idempotencyKey, Duration patience) {
    public static final SubmitOptions DEFAULT = new SubmitOptions(null, Duration.ZERO);

    public SubmitOptions key(String key) {
        return new SubmitOptions(key, patience);
    }

    public SubmitOptions waitFor(Duration longest) {
        return new SubmitOptions(idempotencyKey, longest);
    }
}
