package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class XmpTest {
    private static final String PACKET = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>\u00e4 & \u6f22</x:xmpmeta>";

    static Stream<Arguments> files() {
        Raster opaque = picture(255);
        Raster clear = picture(120);
        return Stream.of(
                Arguments.of("png", ImageEncoder.png(opaque)),
                Arguments.of("png with alpha", ImageEncoder.png(clear)),
                Arguments.of("jpeg", ImageEncoder.encode(opaque, ImageProbe.JPEG, 0.9)),
                Arguments.of("lossy webp", ImageEncoder.encode(opaque, ImageProbe.WEBP, 0.9)),
                Arguments.of("lossless webp", ImageEncoder.encode(opaque, ImageProbe.WEBP, 1)),
                Arguments.of("lossy webp with alpha", ImageEncoder.encode(clear, ImageProbe.WEBP, 0.9)),
                Arguments.of("lossless webp with alpha", ImageEncoder.encode(clear, ImageProbe.WEBP, 1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aPacketGoesInAndLeavesThePictureAlone(String name, byte[] file) throws Exception {
        assertThat(Xmp.read(file)).isEmpty();

        byte[] tagged = Xmp.write(file, PACKET);

        assertThat(Xmp.read(tagged)).contains(PACKET);
        assertThat(ImageDecoder.decode(tagged, ImageLimits.DEFAULT).rgba())
                .isEqualTo(ImageDecoder.decode(file, ImageLimits.DEFAULT).rgba());
        assertThat(PictureHash.of(tagged)).isEqualTo(PictureHash.of(file));
        assertThat(Xmp.write(file, PACKET)).isEqualTo(tagged);
        byte[] again = Xmp.write(tagged, "<other/>");
        assertThat(Xmp.read(again)).isEqualTo(Optional.of("<other/>"));
        assertThat(Xmp.write(again, PACKET)).isEqualTo(tagged);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void aFileThatBreaksOffIsRefused(String name, byte[] file) throws Exception {
        byte[] tagged = Xmp.write(file, PACKET);
        for (int length = 0; length < tagged.length - 40; length += 1 + tagged.length / 60) {
            byte[] cut = Arrays.copyOf(tagged, length);
            try {
                Xmp.read(cut);
                PictureHash.of(cut);
            } catch (ImageRejectedException refused) {
                continue;
            }
            // A WebP may end behind its picture, where only the packet follows.
            assertThat(name).contains("webp");
        }
    }

    @Test
    void anyOtherPixelGivesAnotherHash() throws Exception {
        Raster other = picture(255);
        other.rgba()[400] ^= 1;
        for (double quality : new double[] {0.9, 1}) {
            for (String type : new String[] {ImageProbe.PNG, ImageProbe.JPEG, ImageProbe.WEBP}) {
                Raster far = picture(255);
                for (int i = 0; i < 400; i += 4) {
                    far.rgba()[i] ^= 127;
                }
                assertThat(PictureHash.of(ImageEncoder.encode(far, type, quality)))
                        .isNotEqualTo(PictureHash.of(ImageEncoder.encode(picture(255), type, quality)));
            }
        }
        assertThat(PictureHash.of(ImageEncoder.png(other)))
                .isNotEqualTo(PictureHash.of(ImageEncoder.png(picture(255))));
    }

    @Test
    void aPacketThatNoJpegCouldHoldIsRefused() {
        assertThatThrownBy(() -> Xmp.write(ImageEncoder.png(picture(255)), "x".repeat(Xmp.MAX_BYTES + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65000");
    }

    @Test
    void aFileOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> Xmp.read("GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isInstanceOf(ImageRejectedException.class);
    }

    private static Raster picture(int alpha) {
        int side = 37;
        byte[] rgba = new byte[4 * side * side];
        for (int i = 0; i < side * side; i++) {
            rgba[4 * i] = (byte) (7 * i);
            rgba[4 * i + 1] = (byte) (i / side * 6);
            rgba[4 * i + 2] = (byte) 90;
            rgba[4 * i + 3] = (byte) (i % 2 == 0 ? 255 : alpha);
        }
        return Raster.of(side, side, rgba);
    }
}
