package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.AssetRequest;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UploadsTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final byte[] PNG = ImageEncoder.png(Raster.filled(30, 20, 9, 8, 7, 255));

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final Uploads uploads = new Uploads(
            store,
            new Assets(store, ImageLimits.DEFAULT, 2048, 64L << 20),
            Duration.ofMinutes(15),
            Clock.fixed(NOW, ZoneOffset.UTC),
            new Random(1));

    private UploadId open(long bytes, @Nullable String sha256) {
        return uploads.open(ACME, new AssetRequest.Announced("image/png", bytes, sha256))
                .id();
    }

    /** As the holder of the link does. */
    private void put(UploadId id, byte[] bytes) {
        store.put(ObjectKeys.uploadedPicture(ACME, id.value()), bytes, "image/png");
    }

    private Problem refusal(TenantId tenant, UploadId id) {
        return catchThrowableOfType(RequestRefused.class, () -> uploads.complete(tenant, id))
                .problem();
    }

    @Test
    void whatIsUploadedBecomesAnAssetOnceItIsCompleted() {
        Uploads.Opened opened = uploads.open(ACME, new AssetRequest.Announced("image/png", PNG.length, null));
        assertThat(opened.expiresAt()).isEqualTo(NOW.plus(Duration.ofMinutes(15)));
        assertThat(opened.link().url().toString()).contains(opened.id().value());
        put(opened.id(), PNG);

        Assets.Stored first = uploads.complete(ACME, opened.id());
        assertThat(first.created()).isTrue();
        assertThat(first.image().width()).isEqualTo(30);
        assertThat(store.head(ObjectKeys.uploadedPicture(ACME, opened.id().value())))
                .isEmpty();

        Assets.Stored again = uploads.complete(ACME, opened.id());
        assertThat(again.created()).isFalse();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.origin()).isEqualTo(first.origin());
    }

    @Test
    void nothingIsCompletedBeforeItIsUploaded() {
        Problem problem = refusal(ACME, open(PNG.length, null));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.code()).isEqualTo(ProblemCode.UPLOAD_MISSING);
    }

    @Test
    void anUploadMustBeWhatWasAnnounced() {
        UploadId shorter = open(PNG.length + 1, null);
        UploadId longer = open(PNG.length - 1, null);
        UploadId other = open(PNG.length, "0".repeat(64));
        for (UploadId id : new UploadId[] {shorter, longer, other}) {
            put(id, PNG);
            Problem problem = refusal(ACME, id);
            assertThat(problem.code()).isEqualTo(ProblemCode.UPLOAD_MISMATCH);
            assertThat(problem.field()).isEqualTo(id.equals(other) ? "sha256" : "bytes");
        }
        UploadId same = open(PNG.length, Sha256.hex(PNG));
        put(same, PNG);
        assertThat(uploads.complete(ACME, same).image().height()).isEqualTo(20);
    }

    @Test
    void whatIsNoPictureStaysNone() {
        UploadId id = open(4, null);
        put(id, new byte[] {'t', 'e', 'x', 't'});
        assertThat(refusal(ACME, id).code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
        assertThat(refusal(ACME, id).code()).isEqualTo(ProblemCode.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    void uploadsOfOthersAreUnknown() {
        UploadId id = open(PNG.length, null);
        put(id, PNG);
        assertThat(refusal(new TenantId("other"), id).code()).isEqualTo(ProblemCode.UNKNOWN_UPLOAD);
        assertThat(refusal(ACME, new UploadId("upl_" + "0".repeat(32))).status())
                .isEqualTo(404);
    }

    @Test
    void aFailureOfTheStoreLosesNothing() {
        UploadId id = open(PNG.length, null);
        put(id, PNG);
        store.setDown(true);
        assertThatThrownBy(() -> uploads.complete(ACME, id)).isInstanceOf(StoreUnavailable.class);
        store.setDown(false);
        assertThat(uploads.complete(ACME, id).created()).isTrue();
    }
}
