package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageProbe;
import dev.refinery.imaging.Ingested;
import dev.refinery.imaging.Raster;
import dev.refinery.storage.Sha256;
import dev.refinery.storage.memory.InMemoryObjectStore;
import org.junit.jupiter.api.Test;

class AssetsTest {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    private Assets assets(long heapBytes) {
        return new Assets(store, ImageLimits.DEFAULT, 2048, heapBytes);
    }

    private static byte[] jpeg(int width, int height) {
        return ImageEncoder.encode(Raster.filled(width, height, 200, 90, 30, 255), "image/jpeg", 0.9);
    }

    @Test
    void scalesACameraPhotoDown() {
        Assets.Stored stored = assets(256L << 20).store(TenantId.DEFAULT, jpeg(4096, 3072), null);

        assertThat(stored.created()).isTrue();
        assertThat(stored.image().width()).isEqualTo(2048);
        assertThat(stored.image().height()).isEqualTo(1536);
        assertThat(stored.image().mediaType()).isEqualTo("image/png");
        assertThat(assets(256L << 20).find(TenantId.DEFAULT, stored.id())).contains(stored.image());
    }

    @Test
    void equalPixelsHaveOneName() {
        Raster raster = Raster.filled(40, 30, 1, 2, 3, 255);
        Assets.Stored first = assets(64L << 20).store(TenantId.DEFAULT, ImageEncoder.png(raster), null);
        Assets.Stored again = assets(64L << 20).store(TenantId.DEFAULT, ImageEncoder.png(raster), null);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.created()).isFalse();
    }

    @Test
    void saysWhatItDidToAPicture() {
        byte[] photo = jpeg(4096, 3072);
        Assets.Stored stored = assets(256L << 20).store(TenantId.DEFAULT, photo, null);

        assertThat(stored.origin())
                .isEqualTo(new PictureOrigin(
                        Sha256.hex(photo),
                        photo.length,
                        new ImageProbe("image/jpeg", 4096, 3072),
                        1,
                        Ingested.Profile.NONE,
                        false));
        assertThat(stored.bytes())
                .isEqualTo(store.head(stored.image().key()).orElseThrow().bytes());
    }

    @Test
    void findsAPictureByTheDigestOfItsFileOrItsOwn() {
        byte[] photo = jpeg(40, 30);
        Assets.Stored stored = assets(64L << 20).store(TenantId.DEFAULT, photo, null);
        Assets restarted = assets(64L << 20);

        Assets.Stored byFile =
                restarted.findByDigest(TenantId.DEFAULT, Sha256.hex(photo)).orElseThrow();
        assertThat(byFile.image()).isEqualTo(stored.image());
        assertThat(byFile.origin()).isEqualTo(stored.origin());
        assertThat(byFile.created()).isFalse();

        Assets.Stored byItself =
                restarted.findByDigest(TenantId.DEFAULT, stored.id().sha256()).orElseThrow();
        assertThat(byItself.image()).isEqualTo(stored.image());
        assertThat(byItself.bytes()).isEqualTo(stored.bytes());
        assertThat(byItself.origin()).isNull();

        assertThat(restarted.findByDigest(new TenantId("other"), Sha256.hex(photo)))
                .isEmpty();
        assertThat(restarted.findByDigest(TenantId.DEFAULT, "0".repeat(64))).isEmpty();
    }

    @Test
    void aPictureThatIsGoneIsNotFoundByDigest() {
        byte[] photo = jpeg(40, 30);
        Assets assets = assets(64L << 20);
        Assets.Stored stored = assets.store(TenantId.DEFAULT, photo, null);
        store.delete(stored.image().key());

        assertThat(assets.findByDigest(TenantId.DEFAULT, Sha256.hex(photo))).isEmpty();
        assertThat(assets(64L << 20).findByDigest(TenantId.DEFAULT, Sha256.hex(photo)))
                .isEmpty();
        assertThat(assets.store(TenantId.DEFAULT, photo, null).created()).isTrue();
    }

    @Test
    void refusesWhatTheHeapCannotHold() {
        byte[] photo = jpeg(3000, 2000);
        RequestRefused refused = catchThrowableOfType(
                RequestRefused.class, () -> assets(24L << 20).store(TenantId.DEFAULT, photo, "file"));

        assertThat(refused.problem().code()).isEqualTo(ProblemCode.IMAGE_TOO_LARGE);
        assertThat(refused.problem().detail()).contains("memory");
        assertThat(refused.problem().field()).isEqualTo("file");
    }

    @Test
    void findsNothingUnderAnUnknownId() {
        assertThat(assets(64L << 20).find(TenantId.DEFAULT, AssetId.ofSha256("a".repeat(64))))
                .isEmpty();
    }
}
