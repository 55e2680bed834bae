package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.genome.NoiseStep;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProviderSeedTest {
    private static final JobId JOB = JobId.of(Instant.parse("2026-11-23T12:00:00Z"), 1, 2);

    /** Written down, so that an update of the worker does not change what a running job asks for. */
    @Test
    void theSameNoiseHasTheSameSeedOnEveryMachine() {
        assertThat(ProviderSeed.of(NoiseProgram.CANONICAL, 42)).isEqualTo(2269776947919584833L);
    }

    @Test
    void otherNoiseHasOtherSeedsEvenInTheirHighest31Bits() {
        Set<Long> seeds = new HashSet<>();
        for (int job = 0; job < 4; job++) {
            for (int index = 0; index < 100; index++) {
                NoiseStep fresh = new NoiseStep.Fresh(0, index);
                seeds.add(ProviderSeed.of(new NoiseProgram(List.of(fresh)), job) >>> 32);
                seeds.add(ProviderSeed.of(new NoiseProgram(List.of(fresh, new NoiseStep.Rotate(0, 0.15, 1, 0))), job)
                        >>> 32);
            }
        }
        assertThat(seeds).hasSize(800).allSatisfy(seed -> assertThat(seed).isNotNegative());
    }

    @Test
    void aKeyIsOfOneCandidateItsGenomeAndItsBundle() {
        Genome genome = Genome.of(NoiseProgram.CANONICAL, Map.of("mug", 0.2));
        String key = ProviderSeed.key(new CandidateId(JOB, 0, 1), "a", genome);
        assertThat(ProviderSeed.key(new CandidateId(JOB, 0, 1), "a", genome))
                .isEqualTo(key)
                .hasSize(64);
        assertThat(List.of(
                        ProviderSeed.key(new CandidateId(JOB, 0, 2), "a", genome),
                        ProviderSeed.key(new CandidateId(JOB, 0, 1), "b", genome),
                        ProviderSeed.key(
                                new CandidateId(JOB, 0, 1),
                                "a",
                                Genome.of(NoiseProgram.CANONICAL, Map.of("mug", 0.3)))))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }
}
