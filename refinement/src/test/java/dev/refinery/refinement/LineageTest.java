package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep.Fresh;
import dev.refinery.contracts.genome.NoiseStep.Rotate;
import dev.refinery.contracts.genome.NoiseStep.Slerp;
import dev.refinery.contracts.genome.NoiseStep.TakeGroups;
import dev.refinery.contracts.genome.NoiseStep.Zero;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineageTest {
    private static final LatentSpace SPACE =
            new LatentSpace(6, List.of(new LatentGroup("a", "place", Role.SUBJECT, 0, List.of(0, 1))));

    /** As a search of an older version crossed it; with a step in it twice. */
    private static final NoiseProgram CROSSED = new NoiseProgram(List.of(
            new Fresh(0, 1),
            new Rotate(0, 0.3, 1, 0),
            new Fresh(0, 1),
            new Rotate(2, 0.3, 1, 1),
            new TakeGroups(1, 3, List.of("a")),
            new Slerp(4, 1, 0.5)));

    @Test
    void commonAncestorsAppearOnce() {
        assertThat(Lineage.rotate(CROSSED, 0.2, 2, 0).orElseThrow().steps())
                .containsExactly(
                        new Fresh(0, 1),
                        new Rotate(0, 0.3, 1, 0),
                        new Rotate(0, 0.3, 1, 1),
                        new TakeGroups(1, 2, List.of("a")),
                        new Slerp(3, 1, 0.5),
                        new Rotate(4, 0.2, 2, 0));
    }

    @Test
    void stepsThatNothingDependsOnAreDropped() {
        NoiseProgram wasteful = new NoiseProgram(List.of(new Zero(), new Fresh(0, 1), new Fresh(0, 2)));
        assertThat(Lineage.rotate(wasteful, 0.2, 1, 0).orElseThrow().steps())
                .containsExactly(new Fresh(0, 2), new Rotate(0, 0.2, 1, 0));
    }

    @Test
    void mergingKeepsTheValue() {
        NoiseProgram same = Lineage.redraw(CROSSED, List.of("a"), 0, 2, 0).orElseThrow();
        assertThat(NoiseMaterializer.materialize(same, 1, SPACE))
                .containsExactly(NoiseMaterializer.materialize(CROSSED, 1, SPACE), within(1e-6f));
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
