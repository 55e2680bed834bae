package dev.refinery.worker.adapter.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.imaging.Raster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoverFitTest {
    @ParameterizedTest
    @CsvSource({"100,100,100,100", "90,60,100,100", "64,64,31,63", "1000,10,16,16", "17,400,33,33"})
    void hasTheSizeThatIsWantedAndIsOpaque(int width, int height, int wantedWidth, int wantedHeight) {
        Raster fitted = CoverFit.fit(Raster.filled(width, height, 10, 20, 30, 255), wantedWidth, wantedHeight);
        assertThat(fitted.width()).isEqualTo(wantedWidth);
        assertThat(fitted.height()).isEqualTo(wantedHeight);
        assertThat(fitted.hasAlpha()).isFalse();
        assertThat(fitted.sample(wantedWidth / 2, wantedHeight / 2, 2)).isEqualTo(30);
    }

    @Test
    void cutsOffEvenlyOnBothSidesAndStretchesNothing() {
        // Columns of a wide picture tell where they are by their red.
        byte[] rgba = new byte[4 * 60 * 20];
        for (int i = 0; i < 60 * 20; i++) {
            rgba[4 * i] = (byte) (4 * (i % 60));
            rgba[4 * i + 3] = (byte) 255;
        }
        Raster fitted = CoverFit.fit(Raster.of(60, 20, rgba), 20, 20);
        assertThat(fitted.sample(0, 10, 0)).isEqualTo(4 * 20);
        assertThat(fitted.sample(19, 10, 0)).isEqualTo(4 * 39);
    }

    @Test
    void putsTransparencyOnWhite() {
        Raster fitted = CoverFit.fit(Raster.filled(8, 8, 0, 100, 200, 0), 8, 8);
        assertThat(fitted.sample(4, 4, 0)).isEqualTo(255);
        Raster half = CoverFit.fit(Raster.filled(8, 8, 0, 100, 200, 128), 8, 8);
        assertThat(half.sample(4, 4, 0)).isBetween(126, 128);
        assertThat(half.sample(4, 4, 2)).isBetween(226, 228);
    }
}
