package dev.refinery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.genome.NoiseProgram;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Xmp;
import dev.refinery.localstack.StackHome;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.provenance.PrivateSigningKey;
import dev.refinery.provenance.ProvenanceStamp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final PrivateSigningKey KEY = PrivateSigningKey.generate();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void tellsWhoMadeAnAuthenticPicture() throws Exception {
        Path picture = Files.write(folder.resolve("a.png"), stamped(ProvenanceStamp.signing(KEY)));

        assertThat(verify(picture, "--key", key().toString())).isZero();

        assertThat(out.toString())
                .startsWith("Authentic:")
                .contains("submitted 2026-11-23T12:00:00Z")
                .contains("compositor@1, bundle " + "b".repeat(64))
                .contains("mug (subject) " + "a".repeat(64))
                .contains("seed        42")
                .contains(KEY.publicKey().id());
    }

    @Test
    void trustsTheLocalStacksKeyByItself() throws Exception {
        Path picture = Files.write(folder.resolve("a.png"), stamped(ProvenanceStamp.signing(KEY)));
        assertThat(verify(picture)).isEqualTo(2);
        assertThat(out.toString()).contains("name it with --key");
        KEY.publicKey().write(new StackHome(folder).provenancePublicKeyFile());
        assertThat(verify(picture)).isZero();
    }

    @Test
    void findsAPictureThatWasChanged() throws Exception {
        byte[] stamped = stamped(ProvenanceStamp.signing(KEY));
        byte[] other = ImageEncoder.png(Raster.filled(32, 32, 90, 10, 10, 255));
        Path picture = Files.write(
                folder.resolve("a.png"), Xmp.write(other, Xmp.read(stamped).orElseThrow()));
        assertThat(verify(picture, "--key", key().toString())).isEqualTo(1);
        assertThat(out.toString()).startsWith("Altered: this is not the picture");
    }

    @Test
    void findsAManifestThatWasChanged() throws Exception {
        byte[] stamped = stamped(ProvenanceStamp.signing(KEY));
        String packet = Xmp.read(stamped).orElseThrow().replace("compositor@1", "camera@1");
        Path picture = Files.write(folder.resolve("a.png"), Xmp.write(stamped, packet));
        assertThat(verify(picture, "--key", key().toString(), "--json")).isEqualTo(1);
        JsonNode report = Json.mapper().readTree(out.toString());
        assertThat(report.path("verdict").asText()).isEqualTo("altered");
        assertThat(report.path("picture").asText()).isEqualTo("matches");
        assertThat(report.path("signature").asText()).isEqualTo("invalid");
    }

    @Test
    void cannotTellWithoutAManifestOrASignatureOrWithAnotherKey() throws Exception {
        Path bare = Files.write(folder.resolve("bare.png"), ImageEncoder.png(Raster.filled(32, 32, 9, 9, 9, 255)));
        assertThat(verify(bare, "--key", key().toString())).isEqualTo(2);
        assertThat(out.toString()).contains("carries no provenance");
        Path unsigned = Files.write(folder.resolve("unsigned.png"), stamped(ProvenanceStamp.unsigned()));
        assertThat(verify(unsigned, "--key", key().toString())).isEqualTo(2);
        assertThat(out.toString()).contains("nobody signed it");
        Path other = Files.write(
                folder.resolve("other.png"), stamped(ProvenanceStamp.signing(PrivateSigningKey.generate())));
        assertThat(verify(other, "--key", key().toString(), "--json")).isEqualTo(2);
        assertThat(Json.mapper().readTree(out.toString()).path("signature").asText())
                .isEqualTo("unknown_key");
    }

    @Test
    void aFileThatCannotBeReadIsNotAnAnswer() throws Exception {
        assertThat(verify(folder.resolve("absent.png"))).isEqualTo(2);
        assertThat(err.toString()).contains("does not exist");
        Path text = Files.writeString(folder.resolve("a.txt"), "hello");
        assertThat(verify(text)).isEqualTo(2);
        assertThat(err.toString()).contains("is not a PNG, JPEG or WebP file");
        Path picture = Files.write(folder.resolve("a.png"), stamped(ProvenanceStamp.unsigned()));
        assertThat(verify(picture, "--key", text.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("PUBLIC KEY");
    }

    private int verify(Path picture, String... options) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] args = new String[options.length + 2];
        args[0] = "verify";
        args[1] = picture.toString();
        System.arraycopy(options, 0, args, 2, options.length);
        Surroundings here = new Surroundings(folder, new StackHome(folder), false, null);
        return Main.run(here, new Console(new PrintWriter(out, true), new PrintWriter(err, true), false), args);
    }

    private Path key() throws Exception {
        Path file = folder.resolve("trusted.pem");
        KEY.publicKey().write(file);
        return file;
    }

    private static byte[] stamped(ProvenanceStamp stamp) {
        JobId job = JobId.of(Instant.parse("2026-11-23T12:00:00Z"), 1, 2);
        Reference mug = new Reference(
                "mug", Role.SUBJECT, new ImageRef("b", "k", "a".repeat(64), "image/png", 8, 8), null, 1, null, null);
        GenerationTask task = new GenerationTask(
                CandidateId.finalRender(job, 0),
                new TenantId("acme"),
                Lane.INTERACTIVE,
                Purpose.FINAL,
                "compositor@1",
                "",
                42,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                List.of(mug),
                "catalog@1",
                new OutputSpec(1, 64, 64, ImageFormat.PNG, null, null),
                32,
                32,
                ImageFormat.PNG,
                Instant.parse("2026-11-23T12:02:00Z"));
        return stamp.stamp(
                task,
                "b".repeat(64),
                DigitalSourceType.COMPOSITE,
                ImageEncoder.png(Raster.filled(32, 32, 10, 90, 10, 255)));
    }
}
