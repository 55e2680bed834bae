package dev.refinery.contracts.genome;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything from which a candidate can be remade, a few hundred bytes: same genome + same bundle digest = same image.
 *
 * @param guidance log guidance by reference name, 0 = neutral; absent = 0
 * @param controls generator knobs by the names of the bundle manifest
 * @param parent image to start from (diffusion bundles), null = from noise alone
 */
public record Genome(
        NoiseProgram noise,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> guidance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Double> controls,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Parent parent) {
    public static final double MIN_GUIDANCE = Math.log(0.5);
    public static final double MAX_GUIDANCE = Math.log(2);

    public Genome {
        guidance = sorted(guidance, "guidance");
        controls = sorted(controls, "controls");
        guidance.forEach((name, g) -> Require.between(g, MIN_GUIDANCE - 1e-9, MAX_GUIDANCE + 1e-9, "guidance." + name));
    }

    public static Genome of(NoiseProgram noise, Map<String, Double> guidance) {
        return new Genome(noise, guidance, Map.of(), null);
    }

    private static Map<String, Double> sorted(@Nullable Map<String, Double> values, String component) {
        TreeMap<String, Double> copy = values == null ? new TreeMap<>() : new TreeMap<>(values);
        copy.forEach((name, v) -> Require.finite(v, component + "." + name));
        return java.util.Collections.unmodifiableMap(copy);
    }

    /** @param strength re-noise level s in (0, 1]: 1 forgets the parent */
    public record Parent(CandidateId candidate, ImageRef image, double strength) {
        public Parent {
            Require.that(strength > 0 && strength <= 1, "parent.strength", "must be in (0, 1]");
        }
    }
}
