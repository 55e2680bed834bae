package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.localstack.StackHome;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmitCommandTest {
    private static final String SCORES = "[{\"name\":\"mug\",\"role\":\"subject\",\"score\":0.81,\"gate\":0.6},"
            + "{\"name\":\"table\",\"role\":\"background\",\"score\":0.4,\"gate\":0.6},"
            + "{\"name\":\"pose\",\"role\":\"pose\",\"score\":0,\"gate\":0.5,\"masked\":\"no keypoints\"}]";
    private static final List<String> STORY = List.of(
            "{\"type\":\"job.queued\",\"elapsed_ms\":0,\"max_rounds\":1}",
            "{\"type\":\"job.started\",\"elapsed_ms\":120,\"max_rounds\":1}",
            "{\"type\":\"candidate.scored\",\"round\":0,\"stage\":\"preview\",\"candidates_done\":1,\"candidates_total\":1,"
                    + "\"elapsed_ms\":900,\"max_rounds\":1,\"image\":\"/v1/jobs/x/candidates/0/0/image\","
                    + "\"candidate\":{\"candidate\":\"0/0\",\"scores\":" + SCORES + "},\"best\":{\"scores\":" + SCORES
                    + "}}",
            "{\"type\":\"job.round.completed\",\"round\":0,\"stage\":\"preview\",\"elapsed_ms\":950,\"max_rounds\":1,"
                    + "\"best\":{\"scores\":" + SCORES + "}}",
            "{\"type\":\"job.succeeded\",\"elapsed_ms\":2500,\"max_rounds\":1,\"sentence\":\"the budget is spent\","
                    + "\"ended\":{\"outcome\":\"below_gate\",\"rounds\":1,\"candidates\":1,\"results\":[{\"index\":0,"
                    + "\"url\":\"/v1/jobs/x/results/0\",\"media_type\":\"image/png\",\"width\":40,\"height\":30,\"scores\":"
                    + SCORES + "}]}}");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path job;

    @BeforeEach
    void writeAJob() throws Exception {
        Files.write(folder.resolve("mug.png"), FakeGateway.picture());
        job = Files.writeString(
                folder.resolve("job.json"),
                "{\"prompt\":\"@mug\",\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"file\":\"mug.png\"},"
                        + "{\"name\":\"table\",\"role\":\"background\",\"url\":\"https://example.com/t.jpg\"}]}");
    }

    @Test
    void savesTheResultAndSaysWhatItTook() throws Exception {
        try (FakeGateway gateway = new FakeGateway(STORY, 99)) {
            int code = run(
                    "submit",
                    job.toString(),
                    "--wait",
                    "--out",
                    folder.resolve("out").toString(),
                    "--gateway",
                    gateway.address().toString());
            assertThat(code).as(err.toString()).isZero();
            assertThat(gateway.uploads).containsExactly("image/png");
            assertThat(gateway.submitted)
                    .singleElement()
                    .asString()
                    .contains("\"asset\":\"ast_1\"", "https://example.com/t.jpg")
                    .doesNotContain("\"file\"");
        }
        Path result = folder.resolve("out/result-0.png");
        assertThat(Files.readAllBytes(result)).isEqualTo(FakeGateway.picture());
        assertThat(LayoutFile.find(result, FakeGateway.picture()))
                .hasValueSatisfying(layout -> assertThat(layout.placements())
                        .singleElement()
                        .satisfies(p -> assertThat(p.target().x1()).isEqualTo(0.6)));
        assertThat(folder.resolve("out/result-0.json"))
                .content()
                .contains(FakeGateway.JOB, "\"file\" : \"result-0.png\"");
        assertThat(out.toString())
                .contains(
                        result.toString(), "mug 0.81 >= 0.60", "table 0.40 < 0.60", "pose not judged", "1 in 1 round,");
        assertThat(err.toString()).contains("round 1 of at most 1: 1/1 candidates");
    }

    @Test
    void goesOnWhereTheConnectionBroke() throws Exception {
        try (FakeGateway gateway = new FakeGateway(STORY, 3)) {
            int code = run(
                    "watch",
                    FakeGateway.JOB,
                    "--out",
                    folder.resolve("out").toString(),
                    "--gateway",
                    gateway.address().toString());
            assertThat(code).as(err.toString()).isZero();
            assertThat(gateway.resumedAfter).first().isEqualTo("3");
        }
    }

    @Test
    void writesAContactSheet() throws Exception {
        try (FakeGateway gateway = new FakeGateway(STORY, 99)) {
            run(
                    "submit",
                    job.toString(),
                    "--wait",
                    "--sheet",
                    "--out",
                    folder.resolve("out").toString(),
                    "--gateway",
                    gateway.address().toString());
        }
        var sheet = ImageIO.read(folder.resolve("out/sheet.png").toFile());
        assertThat(sheet.getWidth()).isGreaterThan(500);
        assertThat(sheet.getHeight()).isGreaterThan(1000);
    }

    @Test
    void printsOnlyJsonWhenAskedForJson() throws Exception {
        try (FakeGateway gateway = new FakeGateway(STORY, 99)) {
            run(
                    "submit",
                    job.toString(),
                    "--wait",
                    "--json",
                    "--out",
                    folder.resolve("out").toString(),
                    "--gateway",
                    gateway.address().toString());
        }
        assertThat(out.toString().strip()).startsWith("{").endsWith("}").contains(FakeGateway.JOB);
    }

    @Test
    void failsWhenTheJobMadeNoPicture() throws Exception {
        List<String> failed = List.of("{\"type\":\"job.failed\",\"elapsed_ms\":10,\"failure\":{\"code\":"
                + "\"low_confidence_cutout\",\"message\":\"mug needs a mask\"},\"ended\":{\"results\":[]}}");
        try (FakeGateway gateway = new FakeGateway(failed, 99)) {
            int code = run(
                    "submit",
                    job.toString(),
                    "--wait",
                    "--gateway",
                    gateway.address().toString());
            assertThat(code).isEqualTo(1);
        }
        assertThat(err.toString()).contains("mug needs a mask [low_confidence_cutout]");
    }

    @Test
    void showsTheGatewaysProblemAsASentence() throws Exception {
        try (FakeGateway gateway = new FakeGateway(STORY, 99)) {
            gateway.refuseJobsWith("{\"status\":422,\"code\":\"unknown_role\",\"field\":\"references[0].role\","
                    + "\"detail\":\"must be one of subject, background\"}");
            assertThat(run(
                            "submit",
                            job.toString(),
                            "--gateway",
                            gateway.address().toString()))
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("references[0].role: must be one of subject, background [unknown_role]");
    }

    @Test
    void saysWhatToDoWhenNoGatewayAnswers() {
        assertThat(run("submit", job.toString(), "--gateway", "http://127.0.0.1:9"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("does not answer", "./refinery up");
    }

    @Test
    void saysWhatToDoWhenNothingRuns() {
        assertThat(run("submit", job.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("nothing runs in", "./refinery up", "--gateway");
    }

    @Test
    void namesEveryPictureThatIsMissingBeforeSendingAny() throws Exception {
        Files.writeString(
                job,
                "{\"references\":[{\"name\":\"a\",\"file\":\"mug.png\"},{\"name\":\"b\",\"file\":\"b.png\"},"
                        + "{\"name\":\"c\",\"file\":\"c.png\"}]}");
        try (FakeGateway gateway = new FakeGateway(STORY, 99)) {
            assertThat(run(
                            "submit",
                            job.toString(),
                            "--gateway",
                            gateway.address().toString()))
                    .isEqualTo(1);
            assertThat(gateway.uploads).isEmpty();
        }
        assertThat(err.toString()).contains("b.png", "c.png", "relative to the job file");
    }

    @Test
    void saysWhereAJobFileIsBroken() throws Exception {
        Files.writeString(job, "{\n  \"references\": [,]\n}");
        assertThat(run("submit", job.toString(), "--gateway", "http://127.0.0.1:9"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("not valid JSON at line 2");
    }

    @Test
    void refusesAnIdThatIsNone() {
        assertThat(run("watch", "", "--gateway", "http://127.0.0.1:9")).isEqualTo(1);
        assertThat(err.toString()).contains("'' is no id").doesNotContain("should not happen");
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThat(run("status", "--gateway", "localhost:8080")).isEqualTo(1);
        assertThat(err.toString()).contains("'localhost:8080' is not the address of a gateway");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("demo", "up", "down", "submit", "score", "watch", "status")) {
            assertThat(run(command, "--help")).as(command).isZero();
        }
        assertThat(out.toString()).contains("--keep", "--port", "--sheet", "--wait");
    }

    @Test
    void aCommandThatIsNoneIsAMistakeOfUse() {
        assertThat(run("summit")).isEqualTo(Main.USAGE);
    }

    private int run(String... args) {
        Surroundings nowhere = new Surroundings(folder, new StackHome(folder.resolve("home")), false, null);
        return Main.run(nowhere, new Console(new PrintWriter(out, true), new PrintWriter(err, true), false), args);
    }
}
