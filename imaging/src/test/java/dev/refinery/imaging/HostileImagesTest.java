package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HostileImagesTest {
    private static final Raster SCENE = Pictures.scene(80, 60);

    static Stream<byte[]> good() {
        return Stream.of(
                ImageEncoder.png(SCENE),
                ImageEncoder.png(Pictures.withAlpha(SCENE)),
                ImageEncoder.encode(SCENE, "image/jpeg", 0.9),
                ImageEncoder.encode(SCENE, "image/webp", 0.9),
                ImageEncoder.encode(Pictures.withAlpha(SCENE), "image/webp", 0.9),
                ImageEncoder.encode(SCENE, "image/webp", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<svg xmlns='http://www.w3.org/2000/svg'/>",
                "<?xml version='1.0'?><!DOCTYPE x>",
                "GIF89a...",
                "BM......",
                "%PDF-1.7",
                "PK\u0003\u0004",
                "RIFF\0\0\0\0WAVE",
                "\u0000\u0000\u0000 ftypheic",
                "II*\0",
                "MZ"
            })
    void otherFilesAreUnsupported(String content) {
        assertCode(Pictures.ascii(content), ImageRejectedException.UNSUPPORTED);
    }

    @Test
    void theMessageSaysWhatItLooksLike() {
        assertThatThrownBy(() -> ImageDecoder.probe(Pictures.ascii("just some words\n")))
                .hasMessageContaining("looks like text");
        assertThatThrownBy(() -> ImageDecoder.probe(new byte[0])).hasMessage("is empty");
    }

    @Test
    void aHugeWidthIsRefusedFromTheHeader() {
        assertCode(Pictures.pngHeader(60_000, 10, 8, 2), ImageRejectedException.TOO_LARGE);
        assertCode(Pictures.pngHeader(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6), ImageRejectedException.TOO_LARGE);
        assertCode(Pictures.pngHeader(11_000, 11_000, 8, 2), ImageRejectedException.TOO_LARGE);
        assertCode(Pictures.riff(Pictures.vp8x(0, 16_777_216, 16_777_216)), ImageRejectedException.TOO_LARGE);
        assertCode(Pictures.riff(Pictures.vp8x(0, 2049, 2048)), ImageRejectedException.TOO_LARGE);
        byte[] jpeg = ImageEncoder.encode(SCENE, "image/jpeg", 0.9);
        assertCode(withJpegSize(jpeg, 65_500, 65_500), ImageRejectedException.TOO_LARGE);
    }

    @Test
    void limitsAreInclusive() throws Exception {
        byte[] png = ImageEncoder.png(SCENE);
        assertThat(ImageDecoder.decode(png, new ImageLimits(png.length, 80, 4800))
                        .width())
                .isEqualTo(80);
        for (ImageLimits tight : List.of(
                new ImageLimits(png.length - 1, 80, 4800),
                new ImageLimits(png.length, 79, 4800),
                new ImageLimits(png.length, 80, 4799))) {
            assertThatThrownBy(() -> ImageNormalizer.normalize(png, tight))
                    .isInstanceOfSatisfying(
                            ImageRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo(ImageRejectedException.TOO_LARGE));
        }
    }

    /** A quarter of a gigabyte of zeros in a megabyte: only what the header promises is ever inflated. */
    @Test
    void aDecompressionBombIsNotInflated() throws Exception {
        Deflater deflater = new Deflater(1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < 256; i++) {
            deflater.setInput(zeros);
            if (i == 255) {
                deflater.finish();
            }
            int n;
            while ((n = deflater.deflate(block)) > 0) {
                packed.write(block, 0, n);
            }
        }
        deflater.end();
        byte[] bomb = Pictures.concat(
                Pictures.pngHeader(10, 10, 8, 2),
                Pictures.pngChunk("IDAT", packed.toByteArray()),
                Pictures.pngChunk("IEND", new byte[0]));
        assertThat(ImageDecoder.decode(bomb, ImageLimits.DEFAULT).width()).isEqualTo(10);
        byte[] profileBomb = Pictures.withPngChunk(
                ImageEncoder.png(SCENE), "iCCP", Pictures.concat(Pictures.ascii("x\0\0"), packed.toByteArray()));
        assertCode(profileBomb, ImageRejectedException.UNDECODABLE);
    }

    @ParameterizedTest
    @MethodSource("good")
    void everyTruncationIsRefused(byte[] image) {
        for (int length = 12; length < image.length - 2; length += Math.max(1, image.length / 97)) {
            byte[] cut = Arrays.copyOf(image, length);
            int at = length;
            assertThatThrownBy(() -> ImageNormalizer.normalize(cut, ImageLimits.DEFAULT))
                    .as("cut at %d of %d", at, image.length)
                    .isInstanceOfSatisfying(
                            ImageRejectedException.class,
                            e -> assertThat(e.code())
                                    .isIn(ImageRejectedException.TRUNCATED, ImageRejectedException.UNDECODABLE));
        }
    }

    @Test
    void aTruncatedJpegIsCalledThatEvenWithAnEndMarker() {
        byte[] jpeg = ImageEncoder.encode(Pictures.scene(400, 400), "image/jpeg", 0.9);
        byte[] half = Arrays.copyOf(jpeg, jpeg.length / 2);
        assertCode(half, ImageRejectedException.TRUNCATED);
        assertCode(Pictures.concat(half, new byte[] {(byte) 0xFF, (byte) 0xD9}), ImageRejectedException.TRUNCATED);
        byte[] png = ImageEncoder.png(SCENE);
        assertCode(Arrays.copyOf(png, png.length / 2), ImageRejectedException.TRUNCATED);
    }

    /** Flipped bytes give a picture or a rejection, never another exception and never a hang. */
    @ParameterizedTest
    @MethodSource("good")
    void damageNeverEscapes(byte[] image) {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = image.clone();
            for (int k = 0; k <= round % 5; k++) {
                damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt(256);
            }
            try {
                ImageNormalizer.normalize(damaged, new ImageLimits(1 << 20, 2000, 1_000_000));
            } catch (ImageRejectedException e) {
                assertThat(e.code()).isNotBlank();
            } catch (RuntimeException e) {
                fail("round " + round, e);
            }
        }
    }

    @Test
    void aWrongChecksumIsUndecodable() {
        byte[] png = ImageEncoder.png(SCENE);
        png[png.length - 20] ^= 1;
        assertCode(png, ImageRejectedException.UNDECODABLE);
    }

    /** What hides behind a picture's end does not survive normalising. */
    @Test
    void aPolyglotLosesItsSecondFace() throws Exception {
        byte[] payload = Pictures.ascii("PK\u0003\u0004 <script>alert(1)</script> <?php evil(); ?>");
        for (byte[] image : good().toList()) {
            byte[] polyglot = Pictures.concat(image, payload);
            Raster clean = ImageNormalizer.normalize(polyglot, ImageLimits.DEFAULT);
            assertThat(new String(ImageEncoder.png(clean), java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain("script");
            assertThat(clean.width()).isEqualTo(80);
        }
        byte[] commented = Pictures.withJpegSegment(ImageEncoder.encode(SCENE, "image/jpeg", 0.9), 0xFE, payload);
        assertThat(ImageNormalizer.normalize(commented, ImageLimits.DEFAULT).height())
                .isEqualTo(60);
    }

    @Test
    void aFrameLargerThanItsCanvasIsRefused() {
        byte[] still = ImageEncoder.encode(Pictures.scene(300, 300), "image/webp", 0.9);
        assertCode(
                Pictures.riff(Pictures.vp8x(0, 10, 10), Pictures.webpBody(still)), ImageRejectedException.UNDECODABLE);
    }

    @Test
    void aJpegOfThousandsOfScansIsRefused() throws Exception {
        byte[] jpeg = ImageEncoder.encode(SCENE, "image/jpeg", 0.9);
        int scan = indexOf(jpeg, 0xDA);
        byte[] once = Arrays.copyOfRange(jpeg, scan, jpeg.length - 2);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg, 0, jpeg.length - 2);
        for (int i = 0; i < JpegPicture.MAX_SCANS; i++) {
            many.writeBytes(once);
        }
        many.write(jpeg, jpeg.length - 2, 2);
        assertCode(many.toByteArray(), ImageRejectedException.UNDECODABLE);
    }

    @Test
    void kindsOfJpegThatWeDoNotReadAreNamed() {
        byte[] jpeg = ImageEncoder.encode(SCENE, "image/jpeg", 0.9);
        jpeg[indexOf(jpeg, 0xC0) + 1] = (byte) 0xC3;
        assertThatThrownBy(() -> ImageNormalizer.normalize(jpeg, ImageLimits.DEFAULT))
                .hasMessageContaining("not supported: process 3");
    }

    @Test
    void headersAloneCanBeProbed() throws Exception {
        assertThat(ImageDecoder.probe(Pictures.pngHeader(640, 480, 8, 2)))
                .isEqualTo(new ImageProbe("image/png", 640, 480));
        assertCode(Pictures.pngHeader(640, 480, 8, 2), ImageRejectedException.TRUNCATED);
        assertCode(Pictures.pngHeader(0, 480, 8, 2), ImageRejectedException.UNDECODABLE);
        assertCode(Pictures.pngHeader(640, 480, 3, 2), ImageRejectedException.UNDECODABLE);
        assertCode(Pictures.pngHeader(640, 480, 8, 5), ImageRejectedException.UNDECODABLE);
    }

    private static byte[] withJpegSize(byte[] jpeg, int width, int height) {
        byte[] changed = jpeg.clone();
        int frame = indexOf(jpeg, 0xC0);
        changed[frame + 5] = (byte) (height >> 8);
        changed[frame + 6] = (byte) height;
        changed[frame + 7] = (byte) (width >> 8);
        changed[frame + 8] = (byte) width;
        return changed;
    }

    private static int indexOf(byte[] jpeg, int marker) {
        for (int i = 0; i + 1 < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) marker) {
                return i;
            }
        }
        throw new AssertionError("no marker " + marker);
    }

    private static void assertCode(byte[] bytes, String code) {
        assertThatThrownBy(() -> ImageNormalizer.normalize(bytes, ImageLimits.DEFAULT))
                .isInstanceOfSatisfying(
                        ImageRejectedException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
