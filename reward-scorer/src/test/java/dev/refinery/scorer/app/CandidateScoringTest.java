package dev.refinery.scorer.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.ScoreEvent.CandidateScored;
import dev.refinery.contracts.event.ScoreEvent.CandidateUnscorable;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.encoder.Encoders;
import dev.refinery.rewards.vlm.VisionJudges;
import dev.refinery.scorer.TestJobs;
import dev.refinery.scorer.adapter.rewards.PolicyJudge;
import dev.refinery.storage.PolicyDocuments;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.Stored;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateScoringTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final PictureLoader loader = new PictureLoader(store, ImageLimits.DEFAULT);
    private final CandidateScoring scoring = new CandidateScoring(
            loader,
            new ReferencePixels(loader, 4),
            PolicyJudge.load(List.of("catalog@1"), new PolicyDocuments(store), Encoders.none(), VisionJudges.none()));
    private final CandidateId id = new CandidateId(
            TestJobs.job(Instant.parse("2026-11-01T10:00:00Z"), 1, 1).id(), 0, 0);

    private ImageRef store(String key, byte[] bytes) {
        Stored stored = store.put(key, bytes, "image/png");
        return new ImageRef(store.bucket(), key, stored.sha256(), "image/png", 96, 64);
    }

    private ImageRef picture(String key, int red) {
        return store(key, ImageEncoder.png(Raster.filled(96, 64, red, 120, 60, 255)));
    }

    private CandidateGenerated candidate(ImageRef image, String policy) {
        Reference scene = new Reference("scene", Role.BACKGROUND, picture("scene", 200), null, 1, null, null);
        return TestJobs.candidate(id, image, List.of(scene), policy);
    }

    @Test
    void scoresARealPicture() {
        ScoreEvent score = scoring.score(candidate(picture("c", 190), "catalog@1"));
        assertThat(score).isInstanceOfSatisfying(CandidateScored.class, s -> {
            assertThat(s.candidate()).isEqualTo(id);
            assertThat(s.scorecard().references())
                    .singleElement()
                    .satisfies(r -> assertThat(r.name()).isEqualTo("scene"));
        });
        assertThat(scoring.score(candidate(picture("c", 190), "catalog@1"))).isEqualTo(score);
    }

    @Test
    void holdsThePictureAgainstWhatWasAskedOfIt() {
        CandidateGenerated plain = candidate(picture("c", 190), "catalog@1");
        for (String colour : List.of("#BE783C", "#BE783D")) {
            CandidateGenerated asked = new CandidateGenerated(
                    plain.candidate(),
                    plain.tenant(),
                    plain.purpose(),
                    plain.image(),
                    plain.bundleDigest(),
                    plain.references(),
                    plain.policy(),
                    plain.placements(),
                    plain.cost(),
                    null,
                    null,
                    new OutputSpec(1, 96, 64, ImageFormat.PNG, colour, null));
            boolean right = colour.endsWith("3C");
            assertThat(scoring.score(asked))
                    .isInstanceOfSatisfying(
                            CandidateScored.class,
                            s -> assertThat(s.scorecard().quality().parts())
                                    .containsEntry("output_background_border", right ? 1.0 : 0.0));
        }
    }

    @Test
    void whatCanNeverBeJudgedIsSaidSo() {
        assertUnscorable(candidate(picture("c", 1), "nobody@9"), "policy_unavailable");
        assertUnscorable(candidate(store("text", "hello".getBytes(UTF_8)), "catalog@1"), "picture_unreadable");
        assertUnscorable(candidate(TestJobs.image("nowhere"), "catalog@1"), "picture_missing");
        ImageRef image = picture("bad", 3);
        store.corrupt("bad", new byte[] {1, 2, 3});
        assertUnscorable(candidate(image, "catalog@1"), "picture_corrupt");
    }

    @Test
    void judgesUnderAPolicyPublishedAMomentAgo() throws Exception {
        CandidateGenerated candidate = candidate(picture("c", 190), "mine@1");
        assertUnscorable(candidate, "policy_unavailable");

        new PolicyDocuments(store).publish(TenantId.DEFAULT, "mine@1", MINE);

        assertThat(scoring.score(candidate)).isInstanceOfSatisfying(CandidateScored.class, s -> {
            assertThat(s.scorecard().policyDigest()).isEqualTo(Sha256.hex(MINE));
            assertThat(s.scorecard().references().getFirst().gate()).isEqualTo(0.25);
        });
    }

    @Test
    void anotherDocumentNeverStandsInForThePinnedOne() throws Exception {
        new PolicyDocuments(store).publish(TenantId.DEFAULT, "mine@1", MINE);
        CandidateGenerated candidate = candidate(picture("c", 190), "mine@1");

        assertThat(scoring.score(pinned(candidate, Sha256.hex(MINE)))).isInstanceOf(CandidateScored.class);
        for (CandidateGenerated pinned : List.of(
                pinned(candidate, "0".repeat(64)), pinned(candidate(picture("c", 190), "catalog@1"), "0".repeat(64)))) {
            assertThat(scoring.score(pinned)).isInstanceOfSatisfying(CandidateUnscorable.class, u -> {
                assertThat(u.code()).isEqualTo("policy_unavailable");
                assertThat(u.endsTheJob()).isTrue();
                assertThat(u.message()).contains("0".repeat(64));
            });
        }
    }

    private static CandidateGenerated pinned(CandidateGenerated c, String digest) {
        return new CandidateGenerated(
                c.candidate(),
                c.tenant(),
                c.purpose(),
                c.image(),
                c.bundleDigest(),
                c.references(),
                c.policy(),
                c.placements(),
                c.cost(),
                c.prompt(),
                digest);
    }

    private static final byte[] MINE = """
            name: mine
            version: "1"
            quality: {gate: 0.1}
            roles:
              subject: {gate: 0.5, masked: not judged}
              background: {gate: 0.25, metrics: [{name: background-fidelity, midpoint: 0.5, scale: 0.1}]}
              style: {gate: 0.5, masked: not judged}
              lighting: {gate: 0.5, masked: not judged}
              pose: {gate: 0.5, masked: not judged}
            """.getBytes(UTF_8);

    private void assertUnscorable(CandidateGenerated candidate, String code) {
        assertThat(scoring.score(candidate))
                .isInstanceOfSatisfying(
                        CandidateUnscorable.class, u -> assertThat(u.code()).isEqualTo(code));
    }

    @Test
    void storeThatIsDownIsNotTheCandidatesFault() {
        CandidateGenerated candidate = candidate(picture("c", 190), "catalog@1");
        store.setDown(true);
        assertThatThrownBy(() -> scoring.score(candidate)).isInstanceOf(StoreUnavailable.class);
        store.setDown(false);
        assertThat(scoring.score(candidate)).isInstanceOf(CandidateScored.class);
    }

    @Test
    void referencesAreReadOnceAndForgottenWhenOthersCome() throws Exception {
        ReferencePixels two = new ReferencePixels(loader, 2);
        ImageRef a = picture("a", 10);
        ImageRef b = picture("b", 20);
        ImageRef c = picture("d", 30);
        two.of(a);
        two.of(b);
        store.setDown(true);
        two.of(a);
        store.setDown(false);
        two.of(c);
        store.setDown(true);
        assertThat(two.of(a).sample(0, 0, 0)).isEqualTo(10);
        assertThatThrownBy(() -> two.of(b)).isInstanceOf(StoreUnavailable.class);
    }
}
