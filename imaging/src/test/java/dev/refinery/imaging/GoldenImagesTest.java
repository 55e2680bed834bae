package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Pictures of other encoders against pixels that Pillow, LittleCMS and numpy give; see src/test/golden/golden.py. */
@Timeout(20)
class GoldenImagesTest {
    private static final ImageLimits LIMITS = ImageLimits.DEFAULT;

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/golden/read.csv", useHeadersInDisplayName = false, numLinesToSkip = 1)
    void isReadAsItLooksElsewhere(
            String file,
            String expected,
            int tolerance,
            String mediaType,
            int width,
            int height,
            int orientation,
            String profile,
            boolean animated,
            String why)
            throws Exception {
        Ingested read = ImageNormalizer.ingest(golden(file), LIMITS, Integer.MAX_VALUE);

        assertThat(read.original()).isEqualTo(new ImageProbe(mediaType, width, height));
        assertThat(read.orientation()).isEqualTo(orientation);
        assertThat(read.profile().name().toLowerCase(Locale.ROOT)).isEqualTo(profile);
        assertThat(read.animated()).isEqualTo(animated);
        assertSame(read.pixels(), ImageIO.read(new ByteArrayInputStream(golden(expected))), tolerance, why);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/golden/refused.csv", numLinesToSkip = 1)
    void isRefused(String file, String code) throws Exception {
        byte[] bytes = golden(file);
        ImageRejectedException refused = catchThrowableOfType(
                ImageRejectedException.class, () -> ImageNormalizer.ingest(bytes, LIMITS, Integer.MAX_VALUE));

        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
    }

    private static void assertSame(Raster actual, BufferedImage expected, int tolerance, String why) {
        assertThat(actual.width()).isEqualTo(expected.getWidth());
        assertThat(actual.height()).isEqualTo(expected.getHeight());
        int worst = 0;
        String where = "";
        for (int y = 0; y < actual.height(); y++) {
            for (int x = 0; x < actual.width(); x++) {
                int argb = expected.getRGB(x, y);
                int[] channels = {argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, argb >>> 24};
                // Where nothing is visible the colour is anybody's choice.
                for (int c = channels[3] == 0 ? 3 : 0; c < 4; c++) {
                    int off = Math.abs(actual.sample(x, y, c) - channels[c]);
                    if (off > worst) {
                        worst = off;
                        where = "channel %d at %d,%d: %d instead of %d"
                                .formatted(c, x, y, actual.sample(x, y, c), channels[c]);
                    }
                }
            }
        }
        assertThat(worst).as("%s (%s)", where, why).isLessThanOrEqualTo(tolerance);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenImagesTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
