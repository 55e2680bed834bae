package dev.refinery.contracts.genome;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.refinery.contracts.Require;
import java.util.List;

/**
 * One operation of a {@link NoiseProgram}. {@code from}, {@code a}, {@code b} are positions of earlier steps.
 * Fresh Gaussian noise is drawn from Philox4x32-10 keyed by the job's seed at counter (round, index, lane): the same
 * step gives the same numbers on every machine.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NoiseStep.Zero.class, name = "zero"),
    @JsonSubTypes.Type(value = NoiseStep.Fresh.class, name = "fresh"),
    @JsonSubTypes.Type(value = NoiseStep.Rotate.class, name = "rotate"),
    @JsonSubTypes.Type(value = NoiseStep.RedrawGroups.class, name = "redraw"),
    @JsonSubTypes.Type(value = NoiseStep.Slerp.class, name = "slerp"),
    @JsonSubTypes.Type(value = NoiseStep.TakeGroups.class, name = "take"),
    @JsonSubTypes.Type(value = NoiseStep.Given.class, name = "given"),
})
public sealed interface NoiseStep {
    /** z = 0, the canonical candidate. */
    record Zero() implements NoiseStep {}

    /** z ~ N(0, I). */
    record Fresh(int round, int index) implements NoiseStep {}

    /** z' = cos(theta) z + sin(theta) eps, eps drawn at (round, index). */
    record Rotate(int from, double theta, int round, int index) implements NoiseStep {
        public Rotate {
            Require.between(theta, 0, Math.PI / 2, "theta");
        }
    }

    /** As {@link Rotate}, but only the latents of the named groups move (focused block mutation). */
    record RedrawGroups(int from, List<String> groups, double theta, int round, int index) implements NoiseStep {
        public RedrawGroups {
            groups = List.copyOf(groups);
            Require.that(!groups.isEmpty(), "groups", "must not be empty");
            Require.between(theta, 0, Math.PI / 2, "theta");
        }
    }

    /** Spherical interpolation from a (t = 0) to b (t = 1); linear where either is zero. */
    record Slerp(int a, int b, double t) implements NoiseStep {
        public Slerp {
            Require.between(t, 0, 1, "t");
        }
    }

    /** The latents themselves, as a model of the scores chose them; 0 past the end. */
    record Given(List<Double> values) implements NoiseStep {
        public static final double LARGEST = 8;
        public static final int MOST = 1024;

        public Given {
            values = List.copyOf(values);
            Require.between(values.size(), 1, MOST, "values");
            values.forEach(value -> Require.between(value, -LARGEST, LARGEST, "values"));
        }
    }

    /** a, with the latents of the named groups taken from b (uniform block crossover). */
    record TakeGroups(int a, int b, List<String> groups) implements NoiseStep {
        public TakeGroups {
            groups = List.copyOf(groups);
            Require.that(!groups.isEmpty(), "groups", "must not be empty");
        }
    }
}
