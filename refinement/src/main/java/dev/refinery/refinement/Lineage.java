package dev.refinery.refinement;

import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds noise programs out of ancestors' programs. Common ancestors appear once and steps that the result does not
 * depend on are dropped, so that programs stay small; one that would pass {@link #MAX_STEPS} is refused.
 */
final class Lineage {
    /** A task must fit an event with room to spare: about 80 bytes a step. */
    static final int MAX_STEPS = 64;

    private final List<NoiseStep> steps = new ArrayList<>();
    private final Map<NoiseStep, Integer> positions = new HashMap<>();

    private Lineage() {}

    static NoiseProgram fresh(int round, int index) {
        return new NoiseProgram(List.of(new NoiseStep.Fresh(round, index)));
    }

    static NoiseProgram given(List<Double> latents) {
        return new NoiseProgram(List.of(new NoiseStep.Given(latents)));
    }

    static Optional<NoiseProgram> rotate(NoiseProgram from, double theta, int round, int index) {
        Lineage lineage = new Lineage();
        lineage.add(new NoiseStep.Rotate(lineage.include(from), theta, round, index));
        return lineage.program();
    }

    static Optional<NoiseProgram> redraw(NoiseProgram from, List<String> groups, double theta, int round, int index) {
        Lineage lineage = new Lineage();
        lineage.add(new NoiseStep.RedrawGroups(lineage.include(from), groups, theta, round, index));
        return lineage.program();
    }

    /** Adds the steps that the program's value depends on; returns the position of its value. */
    private int include(NoiseProgram program) {
        List<NoiseStep> source = program.steps();
        boolean[] needed = new boolean[source.size()];
        needed[needed.length - 1] = true;
        for (int i = needed.length - 1; i >= 0; i--) {
            if (needed[i]) {
                for (int operand : operands(source.get(i))) {
                    needed[operand] = true;
                }
            }
        }
        int[] moved = new int[needed.length];
        for (int i = 0; i < needed.length; i++) {
            if (needed[i]) {
                moved[i] = add(moved(source.get(i), moved));
            }
        }
        return moved[moved.length - 1];
    }

    private int add(NoiseStep step) {
        Integer known = positions.get(step);
        if (known != null) {
            return known;
        }
        steps.add(step);
        positions.put(step, steps.size() - 1);
        return steps.size() - 1;
    }

    private Optional<NoiseProgram> program() {
        return steps.size() > MAX_STEPS ? Optional.empty() : Optional.of(new NoiseProgram(steps));
    }

    private static List<Integer> operands(NoiseStep step) {
        return switch (step) {
            case NoiseStep.Zero z -> List.of();
            case NoiseStep.Fresh f -> List.of();
            case NoiseStep.Given g -> List.of();
            case NoiseStep.Rotate r -> List.of(r.from());
            case NoiseStep.RedrawGroups r -> List.of(r.from());
            case NoiseStep.Slerp s -> List.of(s.a(), s.b());
            case NoiseStep.TakeGroups t -> List.of(t.a(), t.b());
        };
    }

    private static NoiseStep moved(NoiseStep step, int[] to) {
        return switch (step) {
            case NoiseStep.Zero z -> z;
            case NoiseStep.Fresh f -> f;
            case NoiseStep.Given g -> g;
            case NoiseStep.Rotate r -> new NoiseStep.Rotate(to[r.from()], r.theta(), r.round(), r.index());
            case NoiseStep.RedrawGroups r ->
                new NoiseStep.RedrawGroups(to[r.from()], r.groups(), r.theta(), r.round(), r.index());
            case NoiseStep.Slerp s -> new NoiseStep.Slerp(to[s.a()], to[s.b()], s.t());
            case NoiseStep.TakeGroups t -> new NoiseStep.TakeGroups(to[t.a()], to[t.b()], t.groups());
        };
    }
}
