package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectsFormatTest {
    @Test
    void whatIsWrittenIsRead() {
        assertThat(EffectsFormat.read(EffectsFormat.write(Known.EFFECTS))).isEqualTo(Known.EFFECTS);
    }

    @Test
    void aManifestWithoutEffectsHasNone() {
        Effects none = EffectsFormat.read(MissingNode.getInstance());
        assertThat(none).isEqualTo(Effects.NONE);
        assertThat(none.cover(List.of(Role.SUBJECT))).isFalse();
    }

    @Test
    void theDefaultBundleHasEffectsOfTheRolesThatItTakes() throws IOException {
        Path manifest = Path.of(System.getProperty("refinery.root", ".."), "bundles/compositor/1/bundle.json");
        Effects effects =
                GeneratorProfile.ofManifest(Files.readAllBytes(manifest)).effects();
        assertThat(effects.cover(List.of(Role.SUBJECT, Role.BACKGROUND, Role.STYLE, Role.LIGHTING)))
                .isTrue();
        assertThat(effects.shared()).hasSize(24).startsWith(0).endsWith(23);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"guidanceStep": 0}                                                                          | guidanceStep
            {"guidanceStep": 1, "shared": ["zoom"]}                                                      | indices
            {"guidanceStep": 1, "roles": {"hero": {}}}                                                   | role
            {"guidanceStep": 1, "roles": {"style": {"noise": 0, "deviation": 1}}}                        | noise
            {"guidanceStep": 1, "roles": {"style": {"noise": 1, "deviation": 0}}}                        | deviation
            {"guidanceStep": 1, "roles": {"style": {"noise": 1, "deviation": 1, "latents": {"a": [0, 1]}}}} | index
            {"guidanceStep": 1, "roles": {"style": {"noise": 1, "deviation": 1, "latents": {"3": [0]}}}}    | pairs
            {"guidanceStep": 1, "roles": {"style": {"noise": 1, "deviation": 1, "guidance": {"own": 2}}}}   | pairs
            """)
    void whatIsWrongIsNamed(String json, String named) throws JsonProcessingException {
        var effects = Json.mapper().readTree(json);
        assertThatThrownBy(() -> EffectsFormat.read(effects))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(named);
    }
}
