package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import dev.refinery.refinement.GeneratorProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Few and small draws of one case, with the real generator and the real scorer. */
class EffectsCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root"));

    @TempDir
    Path folder;

    @Test
    void whatItWritesIsWhatAManifestHolds() throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Path file = folder.resolve("effects.json");
        int code = new CommandLine(BenchMain.class)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "effects",
                        "--cases",
                        ROOT.resolve("benchmarks/cases/tuning/camera-on-terrace-at-golden-hour.json")
                                .toString(),
                        "--draws",
                        "60",
                        "--size",
                        "64",
                        "--out",
                        file.toString());
        assertThat(code).as(err.toString()).isZero();
        JsonNode fitted = Json.mapper().readTree(file.toFile());
        JsonNode lighting = fitted.path("roles").path("lighting");
        // The strongest lever there is: a light that is guided more is kept better.
        assertThat(lighting.path("guidance").path("own").path(0).asDouble()).isGreaterThan(0.3);
        assertThat(out.toString()).contains("lighting", "OwnGuidance");

        ObjectNode manifest = (ObjectNode) Json.mapper()
                .readTree(ROOT.resolve("bundles/compositor/1/bundle.json").toFile());
        manifest.set("effects", fitted);
        assertThat(GeneratorProfile.ofManifest(Json.mapper().writeValueAsBytes(manifest))
                        .effects()
                        .roles())
                .containsOnlyKeys(Role.SUBJECT, Role.BACKGROUND, Role.LIGHTING);
        assertThat(Files.size(file)).isPositive();
    }
}
