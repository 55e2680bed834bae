package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.localstack.StackHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchRunCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path items;
    private Path results;

    @BeforeEach
    void writeItems() throws Exception {
        Files.write(folder.resolve("mug.png"), FakeGateway.picture());
        String item =
                "{\"custom_id\":\"a/1\",\"body\":{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"file\":\"mug.png\"},"
                        + "{\"name\":\"cup\",\"role\":\"subject\",\"file\":\"mug.png\"}]}}\n";
        items = Files.writeString(folder.resolve("items.jsonl"), item + "{broken\n");
        results = folder.resolve("out");
    }

    @Test
    void savesPicturesAndErrorsAndSaysHowFarItIs() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            assertThat(run(gateway)).isEqualTo(1);
            assertThat(gateway.uploads).as("the same picture is sent once").hasSize(1);
            assertThat(gateway.sent)
                    .singleElement()
                    .asString()
                    .contains("\"asset\":\"ast_1\"", "{broken")
                    .doesNotContain("\"file\"");
        }
        Path picture = results.resolve("images").resolve(BatchFolder.fileName("a/1") + ".png");
        assertThat(Files.readAllBytes(picture)).isEqualTo(FakeGateway.picture());
        assertThat(results.resolve("errors.jsonl")).content().contains("malformed_json");
        assertThat(out.toString()).contains("completed: 1 of 2 have a result");
        assertThat(err.toString()).contains("2/2", "1 have none", "errors.jsonl");
    }

    @Test
    void goesOnWithTheSameBatchWithoutSendingOrFetchingAgain() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            gateway.refusesToShow = true;
            assertThat(run(gateway)).isEqualTo(1);
            gateway.refusesToShow = false;
            run(gateway);
            run(gateway);
            assertThat(gateway.keys).hasSize(1);
            assertThat(gateway.uploads).hasSize(1);
            assertThat(gateway.pictures).hasValue(1);
        }
        assertThat(err.toString()).contains("going on with batch " + FakeBatches.BATCH);
    }

    @Test
    void aFolderOfAnotherFileIsLeftAlone() throws Exception {
        try (FakeBatches gateway = new FakeBatches()) {
            run(gateway);
            Files.writeString(items, "{}\n");
            assertThat(run(gateway)).isEqualTo(1);
            assertThat(gateway.keys).hasSize(1);
        }
        assertThat(err.toString()).contains("belongs to another batch", "choose another --out");
    }

    @Test
    void namesMissingPicturesBeforeSendingAny() throws Exception {
        Files.delete(folder.resolve("mug.png"));
        try (FakeBatches gateway = new FakeBatches()) {
            assertThat(run(gateway)).isEqualTo(1);
            assertThat(gateway.keys).isEmpty();
        }
        assertThat(err.toString()).contains("mug.png", "cannot be read");
    }

    @Test
    void namesOfFilesStayApart() {
        assertThat(BatchFolder.fileName("SKU-1.a_b")).isEqualTo("SKU-1.a_b");
        assertThat(BatchFolder.fileName("a/b"))
                .isNotEqualTo(BatchFolder.fileName("a:b"))
                .doesNotContain("/");
        assertThat(BatchFolder.fileName("..")).startsWith("_");
    }

    private int run(FakeBatches gateway) {
        Surroundings nowhere = new Surroundings(folder, new StackHome(folder.resolve("home")), false, null);
        return Main.run(
                nowhere,
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false),
                "batch",
                "run",
                items.toString(),
                "--out",
                results.toString(),
                "--gateway",
                gateway.address().toString());
    }
}
