package dev.refinery.refinement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelAbilitiesTest {
    private static final Path BUNDLES = Path.of(System.getProperty("refinery.root", ".."), "bundles");

    private static ModelAbilities of(String fields) {
        return GeneratorProfile.ofManifest(("{\"latents\":{\"length\":8}" + fields + "}").getBytes(UTF_8))
                .abilities();
    }

    private static ModelAbilities of(Path bundle) throws IOException {
        return GeneratorProfile.ofManifest(Files.readAllBytes(bundle.resolve("bundle.json")))
                .abilities();
    }

    @Test
    void theCompositorTakesNoiseAndGuidanceOnly() throws IOException {
        assertThat(of(BUNDLES.resolve("compositor/1"))).isEqualTo(ModelAbilities.NONE);
    }

    @Test
    void aDistilledFlowBundleStartsFromParentsAndHasNoScale() throws IOException {
        assertThat(of(BUNDLES.resolve("export/fixtures/tiny-klein/1"))).isEqualTo(new ModelAbilities(true, Map.of()));
    }

    @Test
    void aFlowBundleWithClassifierFreeGuidanceHasItsScale() {
        assertThat(of(",\"kind\":\"flow\",\"guidanceScale\":4.0"))
                .isEqualTo(new ModelAbilities(true, Map.of("guidance_scale", new ModelAbilities.Control(2, 8, 4))));
        assertThat(of(",\"kind\":\"flow\",\"guidanceScale\":1.5").controls())
                .containsEntry("guidance_scale", new ModelAbilities.Control(1, 3, 1.5));
    }

    @Test
    void aManifestOfAnyKindMaySayMoreOrLess() {
        assertThat(of(",\"kind\":\"images-api\",\"parents\":true,"
                        + "\"controls\":{\"strength\":{\"min\":0.2,\"max\":0.9,\"default\":0.5}}"))
                .isEqualTo(new ModelAbilities(true, Map.of("strength", new ModelAbilities.Control(0.2, 0.9, 0.5))));
        assertThat(of(",\"kind\":\"flow\",\"guidanceScale\":4.0,\"parents\":false,\"controls\":{}"))
                .isEqualTo(ModelAbilities.NONE);
        assertThat(of(",\"kind\":\"images-api\",\"controls\":{\"steps\":{\"min\":1,\"max\":9}}"))
                .as("a knob whose own place nobody knows is the client's")
                .isEqualTo(new ModelAbilities(true, Map.of()));
        assertThat(of(",\"kind\":\"something-new\"")).isEqualTo(ModelAbilities.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"min\":0,\"max\":2,\"default\":1}",
                "{\"min\":1,\"max\":2,\"default\":3}",
                "{\"min\":1,\"max\":2}",
                "4"
            })
    void refusesControlsThatASearchCouldNotTurn(String control) {
        assertThatThrownBy(() -> of(",\"controls\":{\"scale\":" + control + "}"))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("controls");
    }
}
