package dev.refinery.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.PictureHash;
import dev.refinery.imaging.Raster;
import dev.refinery.imaging.Xmp;
import dev.refinery.provenance.Verification.Picture;
import dev.refinery.provenance.Verification.Signed;
import dev.refinery.provenance.Verification.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvenanceTest {
    private static final PrivateSigningKey KEY = PrivateSigningKey.generate();
    private static final List<PublicSigningKey> TRUSTED = List.of(KEY.publicKey());
    private static final String BUNDLE = "b".repeat(64);

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void aSignedResultIsAuthentic(ImageFormat format) throws Exception {
        byte[] bare = encoded(format, picture());
        byte[] stamped = ProvenanceStamp.signing(KEY).stamp(task(format), BUNDLE, DigitalSourceType.COMPOSITE, bare);

        Verification verified = Verification.of(stamped, TRUSTED);

        assertThat(verified.verdict()).isEqualTo(Verdict.AUTHENTIC);
        assertThat(verified.picture()).isEqualTo(Picture.MATCHES);
        assertThat(verified.keyId()).isEqualTo(KEY.publicKey().id());
        assertThat(ImageDecoder.decode(stamped, ImageLimits.DEFAULT).rgba())
                .isEqualTo(ImageDecoder.decode(bare, ImageLimits.DEFAULT).rgba());
        assertThat(verified.manifest().path("job").asText())
                .isEqualTo(task(format).job().toString());
        assertThat(verified.manifest().path("created").asText()).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(verified.manifest().path("bundle").asText()).isEqualTo(BUNDLE);
        assertThat(verified.manifest().path("seed").asText()).isEqualTo("-9007199254740995");
        assertThat(verified.manifest().path("policy").path("digest").asText()).isEqualTo("d".repeat(64));
        assertThat(verified.manifest().path("references").get(0).path("sha256").asText())
                .isEqualTo("a".repeat(64));
        assertThat(new String(stamped, StandardCharsets.ISO_8859_1))
                .contains("<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/composite<")
                .doesNotContain("a red <mug>");
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void stampingAgainGivesTheSameBytes(ImageFormat format) {
        byte[] bare = encoded(format, picture());
        ProvenanceStamp stamp = ProvenanceStamp.signing(KEY);
        assertThat(stamp.stamp(task(format), BUNDLE, DigitalSourceType.COMPOSITE, bare))
                .isEqualTo(stamp.stamp(task(format), BUNDLE, DigitalSourceType.COMPOSITE, bare));
    }

    @ParameterizedTest
    @EnumSource(ImageFormat.class)
    void aChangedPictureUnderATrueManifestIsAltered(ImageFormat format) throws Exception {
        byte[] stamped = signed(format);
        Raster retouched = picture();
        for (int i = 0; i < 64; i++) {
            retouched.rgba()[4 * i] ^= 64;
        }
        byte[] forged = Xmp.write(encoded(format, retouched), Xmp.read(stamped).orElseThrow());

        Verification verified = Verification.of(forged, TRUSTED);

        assertThat(verified.verdict()).isEqualTo(Verdict.ALTERED);
        assertThat(verified.picture()).isEqualTo(Picture.DIFFERS);
        assertThat(verified.signature()).isEqualTo(Signed.VALID);
    }

    @Test
    void onePixelByOneLevelIsEnoughInAPng() throws Exception {
        Raster retouched = picture();
        retouched.rgba()[1] ^= 1;
        byte[] forged = Xmp.write(
                ImageEncoder.png(retouched), Xmp.read(signed(ImageFormat.PNG)).orElseThrow());
        assertThat(Verification.of(forged, TRUSTED).verdict()).isEqualTo(Verdict.ALTERED);
    }

    @Test
    void aChangedManifestIsAltered() throws Exception {
        byte[] stamped = signed(ImageFormat.PNG);
        String packet = Xmp.read(stamped).orElseThrow();
        byte[] forged = Xmp.write(stamped, packet.replace("\"seed\":\"-9007199254740995\"", "\"seed\":\"7\""));

        Verification verified = Verification.of(forged, TRUSTED);

        assertThat(verified.verdict()).isEqualTo(Verdict.ALTERED);
        assertThat(verified.picture()).isEqualTo(Picture.MATCHES);
        assertThat(verified.signature()).isEqualTo(Signed.INVALID);
        byte[] broken = Xmp.write(stamped, packet.replace("\"seed\":", "\"seed\":{{"));
        assertThat(Verification.of(broken, TRUSTED).verdict()).isEqualTo(Verdict.ALTERED);
    }

    @Test
    void aManifestThatNamesAFieldTwiceIsAltered() throws Exception {
        byte[] stamped = signed(ImageFormat.PNG);
        String packet = Xmp.read(stamped).orElseThrow();
        byte[] forged = Xmp.write(stamped, packet.replace("\"version\":1", "\"version\":1,\"version\":1"));
        assertThat(Verification.of(forged, TRUSTED).verdict()).isEqualTo(Verdict.ALTERED);
    }

    @Test
    void aSignatureThatIsNoneIsInvalid() throws Exception {
        byte[] stamped = signed(ImageFormat.PNG);
        String packet = Xmp.read(stamped).orElseThrow();
        for (String wrong : List.of("AAAA", "%%%", "A".repeat(86))) {
            byte[] forged = Xmp.write(
                    stamped, packet.replaceFirst("<refinery:signature>[^<]*", "<refinery:signature>" + wrong));
            Verification verified = Verification.of(forged, TRUSTED);
            assertThat(verified.signature()).isEqualTo(Signed.INVALID);
            assertThat(verified.verdict()).isEqualTo(Verdict.ALTERED);
        }
    }

    @Test
    void strippedMetadataProvesNothing() throws Exception {
        Verification bare = Verification.of(encoded(ImageFormat.PNG, picture()), TRUSTED);
        assertThat(bare.verdict()).isEqualTo(Verdict.UNVERIFIED);
        assertThat(bare.manifest()).isNull();
        byte[] foreign = Xmp.write(signed(ImageFormat.JPEG), "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
        assertThat(Verification.of(foreign, TRUSTED).signature()).isEqualTo(Signed.NONE);
        byte[] noXml = Xmp.write(signed(ImageFormat.JPEG), "not xml");
        assertThat(Verification.of(noXml, TRUSTED).verdict()).isEqualTo(Verdict.UNVERIFIED);
    }

    @Test
    void anotherKeyIsNotTrusted() throws Exception {
        PrivateSigningKey stranger = PrivateSigningKey.generate();
        byte[] stamped = ProvenanceStamp.signing(stranger)
                .stamp(task(ImageFormat.PNG), BUNDLE, DigitalSourceType.COMPOSITE, encoded(ImageFormat.PNG, picture()));
        Verification verified = Verification.of(stamped, TRUSTED);
        assertThat(verified.verdict()).isEqualTo(Verdict.UNVERIFIED);
        assertThat(verified.signature()).isEqualTo(Signed.UNKNOWN_KEY);
        // A stranger who claims our key's id is found out.
        String packet = Xmp.read(stamped).orElseThrow();
        byte[] posing = Xmp.write(
                stamped,
                packet.replace(stranger.publicKey().id(), KEY.publicKey().id()));
        assertThat(Verification.of(posing, TRUSTED).verdict()).isEqualTo(Verdict.ALTERED);
    }

    @Test
    void withoutAKeyTheManifestIsUnsigned() throws Exception {
        byte[] stamped = ProvenanceStamp.unsigned()
                .stamp(
                        task(ImageFormat.WEBP),
                        BUNDLE,
                        DigitalSourceType.COMPOSITE,
                        encoded(ImageFormat.WEBP, picture()));
        Verification verified = Verification.of(stamped, TRUSTED);
        assertThat(verified.verdict()).isEqualTo(Verdict.UNVERIFIED);
        assertThat(verified.picture()).isEqualTo(Picture.MATCHES);
        assertThat(verified.signature()).isEqualTo(Signed.NONE);
        assertThat(verified.manifest().path("model").asText()).isEqualTo("compositor@1");
    }

    @Test
    void survivesMetadataToolsThatRewriteThePacket() throws Exception {
        byte[] stamped = signed(ImageFormat.JPEG);
        Provenance provenance = Provenance.read(stamped).orElseThrow();
        String manifest = provenance.manifest().replace("\"", "&quot;").replace(",&quot;", ", &quot;");
        String rewritten =
                "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                        + "<r:Description xmlns:q=\"urn:x-refinery:provenance:1#\" q:manifest=\"" + manifest
                        + "\" q:keyId=\""
                        + provenance.signature().keyId() + "\" q:signature=\""
                        + provenance.signature().value()
                        + "\"/></r:RDF></x:xmpmeta>";
        assertThat(Verification.of(Xmp.write(stamped, rewritten), TRUSTED).verdict())
                .isEqualTo(Verdict.AUTHENTIC);
    }

    @Test
    void aDoctypeIsNotRead() throws Exception {
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">&a;</x:xmpmeta>";
        assertThat(Provenance.read(Xmp.write(signed(ImageFormat.PNG), bomb))).isEmpty();
    }

    @Test
    void aFileThatIsNoPictureIsRefused() {
        assertThatThrownBy(() -> Verification.of(new byte[] {1, 2, 3}, TRUSTED))
                .isInstanceOf(ImageRejectedException.class);
    }

    @Test
    void keysAreReadFromPemAndNamedByTheirThumbprint(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("key.pem"), KEY.pem());
        Path open = folder.resolve("key.pub.pem");
        KEY.publicKey().write(open);
        assertThat(PrivateSigningKey.read(secret).publicKey().id())
                .isEqualTo(KEY.publicKey().id());
        assertThat(PublicSigningKey.read(open).jwk()).isEqualTo(KEY.publicKey().jwk());
        assertThat(PrivateSigningKey.read(secret).toString())
                .doesNotContain(KEY.pem().lines().skip(1).findFirst().get());
        assertThatThrownBy(() -> PrivateSigningKey.read(open)).isInstanceOf(InvalidKeyFileException.class);
        assertThatThrownBy(() -> PublicSigningKey.read(secret))
                .isInstanceOf(InvalidKeyFileException.class)
                .hasMessageContaining("PUBLIC KEY");
        assertThatThrownBy(() -> PrivateSigningKey.read(folder.resolve("absent.pem")))
                .isInstanceOf(InvalidKeyFileException.class)
                .hasMessageContaining("cannot be read");
        Path other = Files.writeString(
                folder.resolve("rsa.pem"), "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> PrivateSigningKey.read(other)).isInstanceOf(InvalidKeyFileException.class);
    }

    /** RFC 8037, appendix A: seed, public key and thumbprint. */
    @Test
    void agreesWithTheStandardsExample(@TempDir Path folder) throws Exception {
        Path pem = Files.writeString(
                folder.resolve("rfc.pem"),
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                        + "-----END PRIVATE KEY-----\n");
        PublicSigningKey key = PrivateSigningKey.read(pem).publicKey();
        assertThat(key.jwk()).containsEntry("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assertThat(key.id()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    @Test
    void theSourceTypeFollowsTheKindOfBundle() {
        assertThat(DigitalSourceType.ofBundleKind("compositor").uri()).endsWith("/composite");
        assertThat(DigitalSourceType.ofBundleKind("flow").uri()).endsWith("/compositeWithTrainedAlgorithmicMedia");
    }

    @Test
    void theManifestFitsIntoAJpegWithTwelveReferences() throws Exception {
        byte[] stamped = signed(ImageFormat.JPEG);
        assertThat(Xmp.read(stamped).orElseThrow().length()).isLessThan(8_000);
        assertThat(PictureHash.of(stamped).method()).isEqualTo(PictureHash.CODED);
    }

    private static byte[] signed(ImageFormat format) {
        return ProvenanceStamp.signing(KEY)
                .stamp(task(format), BUNDLE, DigitalSourceType.COMPOSITE, encoded(format, picture()));
    }

    private static byte[] encoded(ImageFormat format, Raster picture) {
        return ImageEncoder.encode(picture, format.mediaType(), 0.9);
    }

    private static GenerationTask task(ImageFormat format) {
        JobId job = JobId.of(Instant.parse("2026-11-23T12:00:00Z"), 1, 2);
        List<Reference> references = java.util.stream.IntStream.range(0, 12)
                .mapToObj(i -> new Reference(
                        "reference-number-" + i,
                        i == 0 ? Role.SUBJECT : Role.STYLE,
                        new ImageRef("b", "k" + i, "a".repeat(64), "image/png", 64, 64),
                        new ImageRef("b", "m" + i, "c".repeat(64), "image/png", 64, 64),
                        1,
                        null,
                        null))
                .toList();
        return new GenerationTask(
                CandidateId.finalRender(job, 0),
                new TenantId("acme"),
                Lane.INTERACTIVE,
                Purpose.FINAL,
                "compositor@1",
                "a red <mug> & nothing else",
                -9007199254740995L,
                Genome.of(NoiseProgram.CANONICAL, Map.of()),
                references,
                "catalog@1",
                new OutputSpec(1, 64, 64, format, null, null),
                64,
                64,
                format,
                Instant.parse("2026-11-23T12:02:00Z"),
                "d".repeat(64));
    }

    private static Raster picture() {
        byte[] rgba = new byte[4 * 64 * 64];
        for (int i = 0; i < 64 * 64; i++) {
            rgba[4 * i] = (byte) (3 * i);
            rgba[4 * i + 1] = (byte) (i / 16);
            rgba[4 * i + 2] = (byte) 120;
            rgba[4 * i + 3] = (byte) 255;
        }
        return Raster.of(64, 64, rgba);
    }
}
