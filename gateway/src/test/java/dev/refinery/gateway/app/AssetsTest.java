package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
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
