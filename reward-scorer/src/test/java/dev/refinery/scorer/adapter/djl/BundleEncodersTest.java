package dev.refinery.scorer.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.rewards.CandidateJudge;
import dev.refinery.rewards.JudgedCandidate;
import dev.refinery.rewards.JudgedReference;
import dev.refinery.rewards.RewardPolicies;
import dev.refinery.rewards.encoder.EncoderUnavailableException;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.scorer.adapter.rewards.PolicyJudge;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies over real bundles: networks of the public classes with random weights. */
class BundleEncodersTest {
    private static final Path FIXTURES =
            Path.of(System.getProperty("refinery.root", ".."), "bundles", "export", "fixtures");
    private static final String POLICY = """
            name: tiny
            version: "1"
            quality: {gate: 0}
            roles:
              subject:
                gate: 0.5
                metrics: [{name: embedding, encoder: tiny-dinov2@1, region: unplaced, midpoint: 0.5, scale: 0.1}]
                holdout: {name: embedding, encoder: tiny-siglip2@1, region: whole, midpoint: 0.5, scale: 0.1}
              background:
                gate: 0.5
                metrics: [{name: embedding, encoder: tiny-siglip2@1, region: open, midpoint: 0.5, scale: 0.1}]
              style:
                gate: 0.5
                metrics: [{name: embedding, encoder: tiny-csd@1, head: style, region: whole, midpoint: 0.5, scale: 0.1}]
              lighting: {gate: 0.5, masked: not judged}
              pose: {gate: 0.5, masked: not judged}
            prompt: {encoder: tiny-clip@1, gate: 0, midpoint: 0, scale: 0.1}
            """;

    private final BundleEncoders encoders =
            new BundleEncoders(FIXTURES, AllowedBundles.ANY, RuntimeOptions.parallel(2));

    @AfterEach
    void close() {
        encoders.close();
    }

    @Test
    void judgesEveryRoleAndThePromptThroughRealNetworks() throws Exception {
        CandidateJudge judge = judge(POLICY);
        Raster image = picture("512x512.png");
        JudgedCandidate candidate = new JudgedCandidate(image, List.of(), Map.of());
        for (Role role : List.of(Role.SUBJECT, Role.BACKGROUND, Role.STYLE)) {
            double same = score(judge, candidate, role, image).raw();
            double other = score(judge, candidate, role, picture("37x211.png")).raw();
            assertThat(same).as("%s", role).isGreaterThan(0.9999);
            assertThat(other).as("%s", role).isLessThan(0.99);
        }
        assertThat(score(judge, candidate, Role.SUBJECT, image).holdout()).isGreaterThan(0.9);
        Scorecard mug = judge.judge(candidate, List.of(reference(Role.STYLE, image)), "a red mug");
        Scorecard wheel = judge.judge(candidate, List.of(reference(Role.STYLE, image)), "a blue bicycle");
        assertThat(Objects.requireNonNull(mug.prompt()).raw())
                .isBetween(-1.0, 1.0)
                .isNotEqualTo(Objects.requireNonNull(wheel.prompt()).raw());
    }

    @Test
    void aPolicyWhoseEncoderIsMissingIsRefusedWhenItIsLoadedAndSaysWhatToDo() {
        assertThatThrownBy(() -> PolicyJudge.load(
                        List.of("catalog@1", "embeddings-draft@0"),
                        new PolicyDocuments(new InMemoryObjectStore()),
                        encoders,
                        VisionJudges.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("embeddings-draft@0")
                .hasMessageContaining("siglip2-b16-384@1")
                .hasMessageContaining("export_encoder.py")
                .hasMessageContaining("refinery.scorer.policies");
    }

    @Test
    void refusesHeadsAndTextsThatAnEncoderLacks() {
        assertThatThrownBy(() -> judge(POLICY.replace("head: style", "head: mood")))
                .isInstanceOf(EncoderUnavailableException.class)
                .hasMessageContaining("[style, content]");
        assertThatThrownBy(() -> judge(POLICY.replace("prompt: {encoder: tiny-clip@1", "prompt: {encoder: tiny-csd@1")))
                .isInstanceOf(EncoderUnavailableException.class)
                .hasMessageContaining("knows no texts");
    }

    @Test
    void refusesABundleUnderAnotherName() throws Exception {
        Path copy = Files.createTempDirectory("encoders");
        Path home = Files.createDirectories(copy.resolve("dinov2-b14/1"));
        for (String file : List.of("bundle.json", "picture.pt")) {
            Files.copy(FIXTURES.resolve("tiny-dinov2/1").resolve(file), home.resolve(file));
        }
        try (BundleEncoders renamed = new BundleEncoders(copy, AllowedBundles.ANY, RuntimeOptions.parallel(1))) {
            assertThatThrownBy(() -> renamed.pictures("dinov2-b14@1", null))
                    .isInstanceOf(EncoderUnavailableException.class)
                    .hasMessageContaining("tiny-dinov2@1");
        }
    }

    @Test
    void anEncoderThatIsNotAllowedIsNotLoaded() {
        AllowedBundles others = new AllowedBundles(Set.of("0".repeat(64)));
        try (BundleEncoders few = new BundleEncoders(FIXTURES, others, RuntimeOptions.parallel(1))) {
            assertThatThrownBy(() -> few.pictures("tiny-dinov2@1", null))
                    .isInstanceOf(EncoderUnavailableException.class)
                    .hasMessageContaining("not_allowed")
                    .hasMessageContaining("refinery.bundles.allowed");
        }
    }

    private CandidateJudge judge(String yaml) {
        return new CandidateJudge(RewardPolicies.parse(yaml.getBytes(StandardCharsets.UTF_8)), encoders);
    }

    private static ReferenceScore score(CandidateJudge judge, JudgedCandidate candidate, Role role, Raster photo) {
        return judge.judge(candidate, List.of(reference(role, photo)))
                .references()
                .getFirst();
    }

    private static JudgedReference reference(Role role, Raster photo) {
        ImageRef image = new ImageRef(
                "b",
                "k",
                "%064x".formatted(photo.width() * 8L + role.ordinal()),
                "image/png",
                photo.width(),
                photo.height());
        return new JudgedReference(new Reference("r", role, image, null, 1, null, null), photo, null);
    }

    private static Raster picture(String file) throws Exception {
        return ImageDecoder.decode(
                Files.readAllBytes(FIXTURES.resolve("pictures").resolve(file)), ImageLimits.DEFAULT);
    }
}
