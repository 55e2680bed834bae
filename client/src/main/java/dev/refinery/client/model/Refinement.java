package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * How the picture is searched for; null = the default.
 *
 * @param policy that judges, {@code catalog@1}
 * @param maxRounds 1 to 16
 * @param candidates of a round, 1 to 32
 * @param onMiss {@code return_best} or {@code fail}
 * @param policyDigest sha256 of the policy's document; answers only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refinement(
        @Nullable String policy,
        @Nullable Integer maxRounds,
        @Nullable Integer candidates,
        @Nullable String onMiss,
        @Nullable String policyDigest) {
    /** At most so many rounds of so many candidates, the rest as it is by default. */
    public static Refinement of(int maxRounds, int candidates) {
        return new Refinement(null, maxRounds, candidates, null, null);
    }

    public Refinement policy(String reference) {
        return new Refinement(reference, maxRounds, candidates, onMiss, null);
    }

    /** Rather no picture than one below its gates. */
    public Refinement failOnMiss() {
        return new Refinement(policy, maxRounds, candidates, "fail", null);
    }
}
