package dev.refinery.contracts.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long to search and what to do when the gates are not met.
 *
 * @param policy reward policy as {@code name@version}
 * @param maxRounds 1 to 16
 * @param candidates candidates a round, 1 to 32
 * @param policyDigest sha256 of the policy's document, fixed at submission: the job is judged under this or not at all; null =
 *     submitted before digests were fixed
 */
public record RefinementSpec(
        String policy,
        int maxRounds,
        int candidates,
        OnMiss onMiss,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String policyDigest) {
    public static final String DEFAULT_POLICY = "catalog@1";

    /** Without a fixed document. */
    public RefinementSpec(String policy, int maxRounds, int candidates, OnMiss onMiss) {
        this(policy, maxRounds, candidates, onMiss, null);
    }

    public RefinementSpec {
        Require.text(policy, "refinement.policy", 80);
        Require.between(maxRounds, 1, 16, "refinement.max_rounds");
        Require.between(candidates, 1, 32, "refinement.candidates");
    }

    /** The same under a fixed document. */
    public RefinementSpec pinned(String digest) {
        return new RefinementSpec(policy, maxRounds, candidates, onMiss, digest);
    }

    /** The same with other rounds: so many candidates in each. */
    public RefinementSpec withCandidates(int each) {
        return new RefinementSpec(policy, maxRounds, each, onMiss, policyDigest);
    }

    /** What becomes of a job whose budget is spent before every gate is met. */
    public enum OnMiss {
        RETURN_BEST,
        FAIL;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        public static OnMiss parse(String text) {
            for (OnMiss value : values()) {
                if (value.wireName().equals(text)) {
                    return value;
                }
            }
            throw new InvalidValueException("refinement.on_miss", "must be return_best or fail");
        }
    }
}
