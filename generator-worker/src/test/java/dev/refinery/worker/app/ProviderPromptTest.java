package dev.refinery.worker.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.worker.Tasks;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderPromptTest {
    private static final String PROMPT = "@red-mug on @table";
    private final List<Reference> references =
            List.of(reference("red-mug", Role.SUBJECT), reference("table", Role.BACKGROUND));

    @Test
    void aNeutralGenomeAddsNothing() {
        String said = prompt(Map.of());
        assertThat(said).isEqualTo("red mug (image 1) on table (image 2)");
        assertThat(prompt(Map.of("red-mug", 0.0, "table", -0.4))).isEqualTo(said);
    }

    @Test
    void wordsGrowStrongerWithTheGuidanceAndNameTheReference() {
        String weak = prompt(Map.of("red-mug", 0.05));
        String strong = prompt(Map.of("red-mug", 0.3));
        String strongest = prompt(Map.of("red-mug", 0.69));
        assertThat(weak).contains("Keep an eye on image 1 (red mug, subject)").doesNotContain("image 2 (table");
        assertThat(strong).contains("Pay close attention to image 1 (red mug, subject)");
        assertThat(strongest).contains("Most important of all is image 1 (red mug, subject)");
        assertThat(List.of(weak, strong, strongest))
                .allSatisfy(p -> assertThat(p)
                        .startsWith("red mug (image 1) on table (image 2) ")
                        .contains("its shape, colours, proportions and details"));
    }

    @Test
    void theMostUrgentIsSaidFirst() {
        String said = prompt(Map.of("red-mug", 0.1, "table", 0.6));
        assertThat(said.indexOf("image 2 (table, background)"))
                .isPositive()
                .isLessThan(said.indexOf("image 1 (red mug, subject)"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyRoleHasADemandOfItsOwn(Role role) {
        Set<String> demands = new HashSet<>();
        for (Role other : Role.values()) {
            demands.add(ProviderPrompt.of(
                            "a", List.of(reference("x", other)), Genome.of(NoiseProgram.CANONICAL, Map.of("x", 0.3)))
                    .replace(other.wireName(), ""));
        }
        assertThat(demands).hasSameSizeAs(Arrays.asList(Role.values()));
        assertThat(ProviderPrompt.of(
                        "a", List.of(reference("x", role)), Genome.of(NoiseProgram.CANONICAL, Map.of("x", 0.3))))
                .contains("(x, " + role.wireName() + ")");
    }

    @Test
    void aParentComesLastAndItsStrengthIsPutInWords() {
        assertThat(parent(0.2))
                .contains("Image 3 is an earlier attempt")
                .endsWith("stay close to it and correct only what these instructions ask for.");
        assertThat(parent(0.6)).contains("keep its composition");
        assertThat(parent(1)).contains("loose hint");
    }

    private String parent(double strength) {
        Genome.Parent parent = new Genome.Parent(
                new CandidateId(Tasks.job(), 0, 1),
                new ImageRef("b", "k", "0".repeat(64), "image/png", 8, 8),
                strength);
        return ProviderPrompt.of(PROMPT, references, new Genome(NoiseProgram.CANONICAL, Map.of(), Map.of(), parent));
    }

    private String prompt(Map<String, Double> guidance) {
        return ProviderPrompt.of(PROMPT, references, Genome.of(NoiseProgram.CANONICAL, guidance));
    }

    private static Reference reference(String name, Role role) {
        return new Reference(
                name, role, new ImageRef("b", name, "0".repeat(64), "image/png", 8, 8), null, 1.0, null, null);
    }
}
