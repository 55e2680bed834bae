package dev.refinery.refinement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GeneratorProfileTest {
    @Test
    void readsTheDefaultBundle() throws IOException {
        Path manifest = Path.of(System.getProperty("refinery.root", ".."), "bundles/compositor/1/bundle.json");
        GeneratorProfile profile = GeneratorProfile.ofManifest(Files.readAllBytes(manifest));
        assertThat(profile.previewLongSide()).isEqualTo(384);
        assertThat(profile.latents().length()).isEqualTo(60);
        Reference first = new Reference("a", Role.SUBJECT, Fixtures.image("a"), null, 1, null, null);
        Reference second = new Reference("b", Role.SUBJECT, Fixtures.image("b"), null, 1, null, null);
        assertThat(profile.latents().groupsOf(second, List.of(first, second)))
                .extracting(LatentGroup::name)
                .contains("subject[1].place")
                .doesNotContain("subject[0].place");
        assertThat(profile.latents().positions(List.of("subject[1].place")).stream())
                .containsExactly(30, 31, 32, 33, 34, 35);
    }

    @Test
    void aGeneratorBehindAnApiIsSearchedAtFullSizeByItsSeedAlone() {
        GeneratorProfile profile = GeneratorProfile.ofManifest("""
                {"kind":"images-api","name":"gpt-image","sizes":{"list":["1024x1024"]}}
                """.getBytes(UTF_8));
        assertThat(profile.latents()).isEqualTo(LatentSpace.ungrouped(1));
        assertThat(profile.previewLongSide()).isZero();
        assertThat(profile.effects().roles()).isEmpty();
    }

    @Test
    void refusesAManifestThatIsNone() {
        assertThatThrownBy(() -> GeneratorProfile.ofManifest("hello".getBytes(UTF_8)))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> GeneratorProfile.ofManifest("{}".getBytes(UTF_8)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("latents.length");
        assertThatThrownBy(() -> GeneratorProfile.ofManifest("""
                        {"latents":{"length":2,"groups":[{"name":"g","effect":"e","role":"style","from":1,"to":3}]}}
                        """.getBytes(UTF_8)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("indices");
    }

    @Test
    void refusesEffectsThatASearchCouldNotUse() {
        assertThatThrownBy(() -> new GeneratorProfile(LatentSpace.ungrouped(3), 0, Known.EFFECTS))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("effects.shared");
        assertThatThrownBy(() -> new GeneratorProfile(LatentSpace.ungrouped(1025), 0, Known.EFFECTS))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("1024 latents");
    }
}
