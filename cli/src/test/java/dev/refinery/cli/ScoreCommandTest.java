package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.refinery.contracts.codec.Json;
import dev.refinery.localstack.StackHome;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judging on the command line, with the real metrics on painted pictures. */
class ScoreCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String job = "";
    private String picture = "";

    @BeforeEach
    void paint() throws Exception {
        BufferedImage product = canvas(new Color(0xEEEEEC));
        drawProduct(product, 60, 40, 136, 176);
        write(product, "mug.png");
        BufferedImage place = canvas(new Color(0x7A8F5A));
        drawPlace(place);
        write(place, "table.png");
        BufferedImage result = canvas(new Color(0x7A8F5A));
        drawPlace(result);
        drawProduct(result, 60, 40, 136, 176);
        write(result, "result-0.png");
        picture = folder.resolve("result-0.png").toString();
        job = Files.writeString(
                        folder.resolve("job.json"),
                        "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"file\":\"mug.png\",\"gate\":0.5},"
                                + "{\"name\":\"table\",\"role\":\"background\",\"file\":\"table.png\"},"
                                + "{\"name\":\"stance\",\"role\":\"pose\",\"file\":\"table.png\"}]}")
                .toString();
    }

    @Test
    void masksTheSubjectOfAPictureWithoutALayoutAndSaysWhy() throws Exception {
        assertThat(run("score", job, picture, "--json")).as(err.toString()).isZero();
        JsonNode report = valid(out.toString());
        assertThat(report.path("references").path(0).path("masked").asText()).contains("did not report where");
        assertThat(report.path("references").path(0).has("score")).isFalse();
        // The subject hides half of the place, and nobody says where it is.
        assertThat(report.path("references").path(1).path("score").asDouble()).isLessThan(0.5);
        assertThat(report.path("references").path(2).path("masked").asText()).contains("pose");
        assertThat(report.path("policy").asText()).isEqualTo("catalog@1");
        assertThat(report.has("layout")).isFalse();
    }

    @Test
    void judgesTheSubjectWhereTheLayoutLiesBesideThePicture() throws Exception {
        layout(LayoutFile.digest(Files.readAllBytes(Path.of(picture))));
        assertThat(run("score", job, picture, "--json")).as(err.toString()).isZero();
        JsonNode report = valid(out.toString());
        assertThat(report.path("references").path(1).path("score").asDouble()).isGreaterThan(0.8);
        JsonNode subject = report.path("references").path(0);
        assertThat(subject.path("score").asDouble()).isGreaterThan(0.8);
        assertThat(subject.path("gate").asDouble()).isEqualTo(0.5);
        assertThat(subject.path("holdout").asDouble()).isGreaterThan(0.5);
        assertThat(subject.path("parts").path("delta_e_2000").asDouble()).isLessThan(2);
    }

    @Test
    void holdsThePictureAgainstTheJobsOutputControls() throws Exception {
        BufferedImage plain = canvas(Color.WHITE);
        drawProduct(plain, 60, 40, 136, 176);
        write(plain, "plain.png");
        String file = folder.resolve("plain.png").toString();
        String asks = "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"file\":\"mug.png\"}],\"output\":%s}";
        String kept = Files.writeString(
                        folder.resolve("kept.json"), asks.formatted("{\"background\":\"#FFFFFF\",\"shadow\":\"none\"}"))
                .toString();
        assertThat(run("score", kept, file, "--json")).as(err.toString()).isZero();
        assertThat(valid(out.toString())
                        .path("quality")
                        .path("parts")
                        .path("output_met")
                        .asDouble())
                .isEqualTo(1);
        String missed = Files.writeString(
                        folder.resolve("missed.json"), asks.formatted("{\"preset\":\"marketplace-white\"}"))
                .toString();
        out.getBuffer().setLength(0);
        assertThat(run("score", missed, file, "--json")).isZero();
        JsonNode quality = valid(out.toString()).path("quality");
        assertThat(quality.path("parts").path("output_subject_fill").asDouble()).isBetween(0.5, 0.85);
        assertThat(quality.path("meets_gate").asBoolean()).isFalse();
        String wrong = Files.writeString(folder.resolve("wrong.json"), asks.formatted("{\"align\":\"middle\"}"))
                .toString();
        assertThat(run("score", wrong, file)).isEqualTo(1);
        assertThat(err.toString()).contains("output.align must be one of bottom-left");
    }

    @Test
    void printsWhatPeopleAskFor() throws Exception {
        layout(LayoutFile.digest(Files.readAllBytes(Path.of(picture))));
        assertThat(run("score", job, picture)).isZero();
        assertThat(out.toString())
                .contains("mug (subject)", ">= gate 0.50", "hold-out", "mean dE2000 in the subject", "quality")
                .contains("stance (pose)", "not judged: no pose estimator", ScoreReport.CAUTION);
    }

    @Test
    void aLayoutOfOtherBytesIsRefusedWhenNamedAndIgnoredWhenFound() throws Exception {
        Path other = layout("0".repeat(64));
        assertThat(run("score", job, picture, "--layout", other.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("is the layout of another picture");
        assertThat(run("score", job, picture)).isZero();
        assertThat(out.toString()).contains("no layout known");
    }

    @Test
    void comparesTwoPicturesByOneMetric() throws Exception {
        String same = folder.resolve("table.png").toString();
        assertThat(run("score", "--metric", "lighting", "--reference", same, "--image", same, "--json"))
                .isZero();
        JsonNode report = Json.mapper().readTree(out.toString());
        assertThat(report.path("metric").asText()).isEqualTo("lighting-consistency");
        assertThat(report.path("raw").asDouble()).isCloseTo(1, within(1e-9));
        for (String part : new String[] {"luminance", "contrast", "color_temp", "light_dist", "shadow_dist", "total"}) {
            assertThat(report.path("parts").path(part).asDouble()).as(part).isCloseTo(100, within(1e-6));
        }
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Files.writeString(folder.resolve("text.png"), "no picture");
        assertThat(run("score", job, folder.resolve("none.png").toString())).isEqualTo(1);
        assertThat(run("score", job, folder.resolve("text.png").toString())).isEqualTo(1);
        assertThat(run("score", job, picture, "--policy", "taste@9")).isEqualTo(1);
        assertThat(run("score", "--metric", "beauty", "--reference", picture, "--image", picture))
                .isEqualTo(1);
        assertThat(run("score", "--metric", "style", "--reference", picture)).isEqualTo(1);
        assertThat(run("score", job)).isEqualTo(1);
        assertThat(err.toString())
                .contains("none.png does not exist")
                .contains("text.png is not a PNG, JPEG or WebP file")
                .contains("there is no reward policy 'taste@9'; known: catalog@1")
                .contains("there is no metric 'beauty'; known: background, lighting, style, subject", "style-transport")
                .contains("--metric needs --image FILE")
                .contains("score needs a job file and a picture");
    }

    @Test
    void aReferenceThatIsNoLocalPictureCannotBeJudged() throws Exception {
        String remote = Files.writeString(
                        folder.resolve("remote.json"),
                        "{\"references\":[{\"name\":\"mug\",\"role\":\"subject\",\"url\":\"https://example.com/m.png\"}]}")
                .toString();
        assertThat(run("score", remote, picture)).isEqualTo(1);
        assertThat(err.toString()).contains("references[0] (mug) names no \"file\"");
    }

    private JsonNode valid(String json) throws Exception {
        Path root = Path.of(System.getProperty("refinery.root"));
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(Files.readString(root.resolve("docs/schema/score.v1.json")));
        JsonNode report = Json.mapper().readTree(json);
        assertThat(schema.validate(report)).isEmpty();
        assertThat(schema.validate(Json.mapper().readTree("{\"references\":[]}")))
                .isNotEmpty();
        return report;
    }

    private Path layout(String sha256) throws Exception {
        String box = "{\"x0\":0.234,\"y0\":0.156,\"x1\":0.766,\"y1\":0.844}";
        return Files.writeString(
                folder.resolve("result-0.json"),
                "{\"sha256\":\"" + sha256 + "\",\"layout\":[{\"reference\":\"mug\",\"source\":" + box + ",\"target\":"
                        + box + ",\"mirrored\":false,\"rotation\":0,\"visible_fraction\":1,\"cutout\":\"backdrop\"}]}");
    }

    private static BufferedImage canvas(Color color) {
        BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(color);
        g.fillRect(0, 0, 256, 256);
        g.dispose();
        return image;
    }

    private static void drawProduct(BufferedImage image, int x, int y, int w, int h) {
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0xB03A2E));
        g.fillRoundRect(x, y, w, h, 40, 40);
        g.setColor(new Color(0xF2D98B));
        for (int k = 0; k < 5; k++) {
            g.fillOval(x + 20 + 20 * k, y + 20 + 28 * k, 22, 22);
        }
        g.dispose();
    }

    private static void drawPlace(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(0xA9C7E8));
        g.fillRect(0, 0, 256, 110);
        g.setColor(new Color(0x4E4138));
        for (int k = 0; k < 12; k++) {
            g.fillRect(22 * k, 120 + 9 * k, 15, 40);
        }
        g.dispose();
    }

    private void write(BufferedImage image, String name) throws Exception {
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    private int run(String... args) {
        Surroundings nowhere = new Surroundings(folder, new StackHome(folder.resolve("home")), false, null);
        return Main.run(nowhere, new Console(new PrintWriter(out, true), new PrintWriter(err, true), false), args);
    }
}
