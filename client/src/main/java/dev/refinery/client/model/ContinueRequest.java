package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * More budget for a job that ended below a gate.
 *
 * @param rounds to add
 * @param candidates of a round from now on; null = as before
 * @param deadline from now; null = as long as the job had first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContinueRequest(
        int rounds, @Nullable Integer candidates, @Nullable Duration deadline) {
    public static ContinueRequest rounds(int rounds) {
        return new ContinueRequest(rounds, null, null);
    }
}
