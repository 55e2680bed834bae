package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.PromptText;
import dev.refinery.localstack.StackHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportOmniRefCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Path metadata) {
        Surroundings nowhere = new Surroundings(folder, new StackHome(folder.resolve("home")), false, null);
        return Main.run(
                nowhere,
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
                "batch",
                "import-omniref",
                metadata.toString(),
                "--images",
                folder.resolve("set").toString(),
                "--out",
                folder.resolve("items.jsonl").toString());
    }

    private Path metadata(String... pictures) throws Exception {
        return Files.writeString(
                folder.resolve("metadata.json"),
                "[{\"prompt\":\"A cup in reference image 1 posed as in Image 2, not image 9, at 5 @ noon.\",\"category\":\"subject_pose\","
                        + "\"index\":17,\"edit_image\":[\"" + String.join("\",\"", pictures) + "\"]}]");
    }

    @Test
    void makesAJobOfASample() throws Exception {
        List<String> pictures =
                List.of("subject_pose/2/0/transfer_subjects/a cup.png", "subject_pose/2/0/pose/skeleton/a_cup.jpg");
        for (String picture : pictures) {
            Files.createDirectories(folder.resolve("set").resolve(picture).getParent());
            Files.write(folder.resolve("set").resolve(picture), FakeGateway.picture());
        }
        assertThat(run(metadata(pictures.toArray(String[]::new))))
                .as(err.toString())
                .isZero();
        JsonNode item = Json.mapper().readTree(folder.resolve("items.jsonl").toFile());
        assertThat(item.path("custom_id").asText()).isEqualTo("0");
        assertThat(item.path("body").path("prompt").asText())
                .isEqualTo("A cup in @image-1 posed as in @image-2, not image 9, at 5 @@ noon.");
        assertThat(item.path("body").path("references").findValuesAsText("role"))
                .containsExactly("subject", "pose");
        assertThat(Path.of(
                        item.path("body").path("references").get(1).path("file").asText()))
                .isRegularFile();
    }

    @Test
    void namesPicturesThatAreNotThere() throws Exception {
        assertThat(run(metadata("subject/1/0/transfer_subjects/none.png"))).isEqualTo(1);
        assertThat(err.toString()).contains("1 pictures", "none.png", "--images");
    }

    @Test
    void refusesWhatIsNoMetadata() throws Exception {
        assertThat(run(metadata("subject/1/0/hats/none.png"))).isEqualTo(1);
        assertThat(err.toString()).contains("sample 0", "transfer_subjects");
        assertThat(run(Files.writeString(folder.resolve("m.json"), "{}"))).isEqualTo(1);
        assertThat(err.toString()).contains("must hold a list");
    }

    @Test
    void everySampleOfTheBenchmarkBecomesAJob() throws Exception {
        Path real = Path.of(System.getProperty("refinery.root", "..")).resolve("../shared/omniref/metadata.json");
        if (!Files.exists(real)) {
            real = Path.of(System.getProperty("refinery.root", "..")).resolve("../../shared/omniref/metadata.json");
        }
        assumeTrue(Files.exists(real), "OmniRef-Bench's metadata is not beside this checkout: " + real);
        JsonNode samples = Json.mapper().readTree(real.toFile());
        assertThat(samples).hasSizeGreaterThan(300);
        for (int i = 0; i < samples.size(); i++) {
            OmniRefSample sample = OmniRefSample.read(samples.get(i), i);
            JsonNode body = sample.item(folder).path("body");
            List<String> names = body.path("references").findValuesAsText("name");
            assertThat(PromptText.names(body.path("prompt").asText()))
                    .as("sample %d: %s", i, sample.prompt())
                    .isNotEmpty()
                    .isSubsetOf(names);
            assertThat(body.path("references").findValuesAsText("role")).contains("subject");
        }
    }
}
