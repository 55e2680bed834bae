package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep.Fresh;
import dev.refinery.contracts.genome.NoiseStep.Rotate;
import dev.refinery.contracts.genome.NoiseStep.TakeGroups;
import dev.refinery.contracts.genome.NoiseStep.Zero;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final LatentSpace SPACE =
            new LatentSpace(6, List.of(new LatentGroup("a", "place", Role.SUBJECT, 0, List.of(0, 1))));

    @Test
    void commonAncestorsAppearOnce() {
        NoiseProgram root = Lineage.fresh(0, 1);
        NoiseProgram left = Lineage.rotate(root, 0.3, 1, 0).orElseThrow();
        NoiseProgram right = Lineage.rotate(root, 0.3, 1, 1).orElseThrow();
        NoiseProgram crossed = Lineage.take(left, right, List.of("a")).orElseThrow();
        assertThat(crossed.steps())
                .containsExactly(
                        new Fresh(0, 1),
                        new Rotate(0, 0.3, 1, 0),
                        new Rotate(0, 0.3, 1, 1),
                        new TakeGroups(1, 2, List.of("a")));
    }

    @Test
    void stepsThatNothingDependsOnAreDropped() {
        NoiseProgram wasteful = new NoiseProgram(List.of(new Zero(), new Fresh(0, 1), new Fresh(0, 2)));
        assertThat(Lineage.rotate(wasteful, 0.2, 1, 0).orElseThrow().steps())
                .containsExactly(new Fresh(0, 2), new Rotate(0, 0.2, 1, 0));
    }

    @Test
    void mergingKeepsTheValue() {
        NoiseProgram a = Lineage.rotate(Lineage.fresh(0, 1), 0.7, 1, 3).orElseThrow();
        NoiseProgram b = Lineage.redraw(a, List.of("a"), 1.0, 2, 0).orElseThrow();
        NoiseProgram same = Lineage.slerp(a, b, 0).orElseThrow();
        assertThat(NoiseMaterializer.materialize(same, 1, SPACE))
                .containsExactly(
                        NoiseMaterializer.materialize(a, 1, SPACE), org.assertj.core.api.Assertions.within(1e-6f));
    }

    @Test
    void programThatWouldGrowTooLongIsRefused() {
        Optional<NoiseProgram> program = Optional.of(Lineage.fresh(0, 0));
        int generations = 0;
        while (program.isPresent()) {
            NoiseProgram parent = program.get();
            int round = ++generations;
            program = Lineage.rotate(parent, 0.2, round, 0);
        }
        assertThat(generations).isEqualTo(Lineage.MAX_STEPS);
    }
}
