package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every method on one case of each set, tiny, with the real generator and the real scorer. */
class AblationCommandTest {
    private static final Path CASES = Path.of(System.getProperty("refinery.root"), "benchmarks/cases");

    @TempDir
    Path folder;

    private JsonNode run(String report) throws IOException {
        StringWriter err = new StringWriter();
        Path json = folder.resolve(report);
        int code = new CommandLine(BenchMain.class)
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err, true))
                .execute(
                        "ablation",
                        "--cases",
                        CASES.resolve("tuning/camera-on-terrace-at-golden-hour.json")
                                .toString(),
                        "--held-out",
                        CASES.resolve("held-out/bottle-on-lakeside-as-poster.json")
                                .toString(),
                        "--seeds",
                        "1",
                        "--budgets",
                        "4,8",
                        "--candidates",
                        "4",
                        "--size",
                        "64",
                        "--ledger",
                        folder.resolve("ledger.jsonl").toString(),
                        "--json",
                        json.toString());
        assertThat(code).as(err.toString()).isZero();
        return Json.mapper().readTree(json.toFile());
    }

    @Test
    void everyMethodFromTheSameFirstRoundAndARerunMakesNothingNew() throws IOException {
        JsonNode report = run("first.json");
        assertThat(report).hasSize(4);
        for (JsonNode table : report) {
            Map<String, JsonNode> runs = new HashMap<>();
            table.path("rows")
                    .forEach(r ->
                            runs.put(r.path("method").asText(), r.path("runs").path(0)));
            assertThat(runs.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            SearchMethod.all().stream().map(SearchMethod::name).toList());
            for (String drawn : List.of("random", "best-of-n-mean", "best-of-n-chebyshev", "best-of-n-gates")) {
                assertThat(runs.get("oracle").path("holdoutWorst").asDouble())
                        .isGreaterThanOrEqualTo(
                                runs.get(drawn).path("holdoutWorst").asDouble());
            }
            for (String drawn : List.of("random", "best-of-n-mean", "best-of-n-chebyshev", "oracle")) {
                assertThat(runs.get("best-of-n-gates").path("allGates").asDouble())
                        .isGreaterThanOrEqualTo(runs.get(drawn).path("allGates").asDouble());
            }
            for (JsonNode row : table.path("rows")) {
                double gained = runs.get("full").path("worst").asDouble()
                        - row.path("runs").path(0).path("worst").asDouble();
                assertThat(row.path("fullVs").path("worst").path("value").asDouble())
                        .isCloseTo(gained, within(1e-12));
            }
            if (table.path("budget").asInt() == 4) {
                for (String part : List.of("zero-order", "without-weights", "without-model")) {
                    assertThat(runs.get(part)).as(part).isEqualTo(runs.get("full"));
                }
                assertThat(runs.get("full").path("diversity").asDouble())
                        .isEqualTo(runs.get("random").path("diversity").asDouble());
            }
        }
        // 8 draws and a second round of 4 for each of six methods; rounds that coincide are made once.
        List<String> made = Files.readAllLines(folder.resolve("ledger.jsonl"));
        assertThat(made).hasSizeBetween(2 * (8 + 4), 2 * (8 + 6 * 4));

        assertThat(run("second.json")).isEqualTo(report);
        assertThat(Files.readAllLines(folder.resolve("ledger.jsonl"))).isEqualTo(made);
    }
}
