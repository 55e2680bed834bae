package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The whole benchmark on two cases, with the real generator and the real scorer. */
class ScorerCommandTest {
    private static final Path CASES = Path.of(System.getProperty("refinery.root"), "benchmarks/cases");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void twoCasesFromEndToEnd() throws Exception {
        int code = new CommandLine(BenchMain.class)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "scorer",
                        "--count",
                        "1",
                        "--json",
                        "--cases",
                        CASES.resolve("mug-terrace.json").toString(),
                        CASES.resolve("kettle-kitchen.json").toString());
        assertThat(code).as(err.toString()).isIn(0, 3);
        JsonNode report = Json.mapper().readTree(out.toString());
        assertThat(report.path("cases").asInt()).isEqualTo(2);
        JsonNode subject = report.path("discrimination").path(0);
        assertThat(subject.path("role").asText()).isEqualTo("subject");
        assertThat(subject.path("reward").path("auc").asDouble()).isEqualTo(1);
        assertThat(subject.path("holdout").path("auc").asDouble()).isEqualTo(1);
        assertThat(report.path("degradations")).hasSize(10);
        for (JsonNode degradation : report.path("degradations")) {
            JsonNode lighting = degradation.path("order").path("LIGHTING");
            assertThat(lighting.path("violations").asInt())
                    .as("%s", degradation)
                    .isZero();
        }
        assertThat(report.path("cut_outs")).hasSize(4);
        for (JsonNode cutOut : report.path("cut_outs")) {
            assertThat(cutOut.path("clearly_lower").asDouble()).as("%s", cutOut).isEqualTo(1);
        }
        assertThat(report.path("color_distance").path(0).path("mean").asDouble())
                .isBetween(0.1, 15.0);
    }
}
