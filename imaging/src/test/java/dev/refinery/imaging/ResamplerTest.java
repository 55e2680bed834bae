package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    @Test
    void halvingAveragesBlocks() {
        Raster image = Pictures.scene(64, 48);
        Raster half = Resampler.resize(image, 32, 24);
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 32; x++) {
                for (int c = 0; c < 3; c++) {
                    double mean = (image.sample(2 * x, 2 * y, c)
                                    + image.sample(2 * x + 1, 2 * y, c)
                                    + image.sample(2 * x, 2 * y + 1, c)
                                    + image.sample(2 * x + 1, 2 * y + 1, c))
                            / 4.0;
                    assertThat((double) half.sample(x, y, c)).isBetween(mean - 0.51, mean + 0.51);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"64,48", "63,48", "17,5", "1,1", "200,100", "65,49", "30,100", "128,1"})
    void aFlatColourStaysFlat(int width, int height) {
        Raster flat = Resampler.resize(Raster.filled(64, 48, 200, 13, 99, 255), width, height);
        assertThat(flat.width()).isEqualTo(width);
        assertThat(flat.height()).isEqualTo(height);
        assertThat(flat.rgba())
                .isEqualTo(Raster.filled(width, height, 200, 13, 99, 255).rgba());
    }

    @Test
    void theMeanSurvivesShrinking() {
        Raster image = Pictures.scene(101, 77);
        assertThat(mean(Resampler.resize(image, 13, 9))).isBetween(mean(image) - 0.5, mean(image) + 0.5);
    }

    @Test
    void shrinkingWhatWasGrownGivesTheOriginal() {
        Raster image = Pictures.scene(40, 30);
        Raster back = Resampler.resize(Resampler.resize(image, 120, 90), 40, 30);
        assertThat(Pictures.difference(image, back)).isLessThan(1.5);
    }

    @Test
    void growingKeepsPlaces() {
        byte[] rgba = Raster.filled(9, 9, 0, 0, 0, 255).rgba();
        rgba[4 * (4 * 9 + 4)] = (byte) 255;
        Raster large = Resampler.resize(Raster.of(9, 9, rgba), 45, 45);
        assertThat(large.sample(22, 22, 0)).isGreaterThan(240);
        assertThat(large.sample(22 - 8, 22, 0)).isEqualTo(large.sample(22 + 8, 22, 0));
        assertThat(large.sample(5, 5, 0)).isZero();
    }

    @Test
    void hiddenColoursNeverBleed() {
        byte[] rgba = Raster.filled(20, 20, 255, 0, 0, 0).rgba();
        for (int y = 0; y < 20; y++) {
            for (int x = 7; x < 20; x++) {
                int i = 4 * (y * 20 + x);
                rgba[i] = 0;
                rgba[i + 2] = (byte) 255;
                rgba[i + 3] = (byte) 255;
            }
        }
        for (int size : new int[] {6, 50}) {
            Raster scaled = Resampler.resize(Raster.of(20, 20, rgba), size, size);
            assertThat(scaled.hasAlpha()).isTrue();
            for (int x = 0; x < size; x++) {
                if (scaled.sample(x, size / 2, 3) > 8) {
                    assertThat(scaled.sample(x, size / 2, 0)).isZero();
                }
            }
        }
    }

    @Test
    void fitKeepsTheAspect() {
        assertThat(Resampler.fit(Pictures.scene(400, 200), 100).height()).isEqualTo(50);
        assertThat(Resampler.fit(Pictures.scene(200, 400), 100).width()).isEqualTo(50);
        assertThat(Resampler.fit(Pictures.scene(1000, 1), 10).height()).isEqualTo(1);
        Raster same = Pictures.scene(100, 50);
        assertThat(Resampler.fit(same, 100)).isSameAs(same);
        assertThatThrownBy(() -> Resampler.resize(same, 0, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    private static double mean(Raster image) {
        double sum = 0;
        for (int i = 0; i < image.rgba().length; i += 4) {
            sum += image.rgba()[i + 2] & 0xFF;
        }
        return sum / (image.rgba().length / 4);
    }
}
