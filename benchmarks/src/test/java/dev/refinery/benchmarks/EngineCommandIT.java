package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real broker and store in another process, a real worker, the compositor and a tiny flow model. */
class EngineCommandIT {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root"));

    @TempDir
    Path folder;

    @Test
    void measuresBothSidesAndAllThatIsAskedFor() throws Exception {
        Path report = folder.resolve("engine.json");
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new EngineCommand())
                .setErr(new PrintWriter(errors))
                .execute(
                        "--side=64",
                        "--threads=1",
                        "--turns=2",
                        "--count=6",
                        "--new-references=2",
                        "--memory=8",
                        "--flow=" + ROOT.resolve("bundles/export/fixtures/tiny-klein/1"),
                        "--flow-side=64",
                        "--flow-count=2",
                        "--json=" + report);
        assertThat(code).as(errors.toString()).isIn(0, 3);
        JsonNode engine = Json.mapper().readTree(Files.readAllBytes(report));
        assertThat(engine.path("model").asText()).isEqualTo("compositor@1");
        JsonNode only = engine.path("throughput").path(0);
        assertThat(only.path("candidates").asInt()).isEqualTo(12);
        assertThat(only.path("ratio").asDouble())
                .isEqualTo(
                        only.path("worker").asDouble() / only.path("bare").asDouble(),
                        org.assertj.core.api.Assertions.within(1e-9));
        assertThat(only.path("ratios")).hasSize(2);
        assertThat(only.path("stages").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactlyInAnyOrder("references", "render", "encode", "upload", "publish");
        assertThat(only.path("overhead_ms").asDouble()).isPositive();
        assertThat(only.path("overhead_ms99").asDouble())
                .isGreaterThanOrEqualTo(only.path("overhead_ms").asDouble());
        assertThat(only.path("busy").asDouble()).isBetween(0.0, 1.0);
        JsonNode repeated = engine.path("cache").path(0);
        JsonNode fresh = engine.path("cache").path(1);
        assertThat(repeated.path("misses").asInt()).isZero();
        assertThat(fresh.path("misses").asInt()).isEqualTo(4);
        assertThat(engine.path("batching"))
                .extracting(row -> row.path("renders").asInt())
                .containsExactly(1, 2, 4, 8);
        assertThat(engine.path("memory").path("resident_mb")).hasSize(8);
    }

    @Test
    void aFolderThatHoldsNoBundleIsNamed() {
        StringWriter errors = new StringWriter();
        int code = new CommandLine(new EngineCommand())
                .setErr(new PrintWriter(errors))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    line.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute("--bundle=" + folder, "--threads=1");
        assertThat(code).isEqualTo(1);
        assertThat(errors.toString()).contains("bundle.json").contains(folder.toString());
    }
}
