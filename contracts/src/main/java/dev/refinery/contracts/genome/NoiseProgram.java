package dev.refinery.contracts.genome;

import dev.refinery.contracts.Require;
import java.util.List;

/** The lineage of a candidate's noise as a straight-line program; its value is the last step's. At most 256 steps. */
public record NoiseProgram(List<NoiseStep> steps) {
    public static final int MAX_STEPS = 256;
    public static final NoiseProgram CANONICAL = new NoiseProgram(List.of(new NoiseStep.Zero()));

    public NoiseProgram {
        steps = List.copyOf(steps);
        Require.between(steps.size(), 1, MAX_STEPS, "noise.steps");
        for (int i = 0; i < steps.size(); i++) {
            switch (steps.get(i)) {
                case NoiseStep.Zero z -> {}
                case NoiseStep.Fresh f -> {}
                case NoiseStep.Given g -> {}
                case NoiseStep.Rotate r -> earlier(r.from(), i);
                case NoiseStep.RedrawGroups r -> earlier(r.from(), i);
                case NoiseStep.Slerp s -> {
                    earlier(s.a(), i);
                    earlier(s.b(), i);
                }
                case NoiseStep.TakeGroups t -> {
                    earlier(t.a(), i);
                    earlier(t.b(), i);
                }
            }
        }
    }

    private static void earlier(int operand, int position) {
        Require.that(operand >= 0 && operand < position, "noise.steps", "must refer to earlier steps only");
    }
}
