package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNormalizerTest {
    /** Four colours in the corners of a 40 x 20 picture: where did the top left (red) one go? */
    private static Raster corners() {
        byte[] rgba = new byte[4 * 40 * 20];
        int[][] colours = {{230, 20, 20}, {20, 200, 20}, {20, 20, 230}, {240, 240, 240}};
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 40; x++) {
                int[] c = colours[(y < 10 ? 0 : 2) + (x < 20 ? 0 : 1)];
                int i = 4 * (y * 40 + x);
                rgba[i] = (byte) c[0];
                rgba[i + 1] = (byte) c[1];
                rgba[i + 2] = (byte) c[2];
                rgba[i + 3] = (byte) 255;
            }
        }
        return Raster.of(40, 20, rgba);
    }

    /** Corner of the upright picture in which the stored top left and top right corners must appear. */
    @ParameterizedTest
    @CsvSource({
        "1,TL,TR", "2,TR,TL", "3,BR,BL", "4,BL,BR", "5,TL,BL", "6,TR,BR", "7,BR,TR", "8,BL,TL",
    })
    void everyOrientationIsSetUpright(int orientation, String red, String green) throws Exception {
        byte[] exif = Pictures.exif(orientation);
        byte[] png = Pictures.withPngChunk(ImageEncoder.png(corners()), "eXIf", exif);
        byte[] jpeg = Pictures.withJpegSegment(
                ImageEncoder.encode(corners(), "image/jpeg", 1),
                0xE1,
                Pictures.concat(Pictures.ascii("Exif\0\0"), exif));
        byte[] webp = Pictures.riff(
                Pictures.vp8x(0x08, 40, 20),
                Pictures.webpBody(ImageEncoder.encode(corners(), "image/webp", 1)),
                Pictures.webpChunk("EXIF", exif));
        for (byte[] file : new byte[][] {png, jpeg, webp}) {
            Raster upright = ImageNormalizer.normalize(file, ImageLimits.DEFAULT);
            assertThat(upright.width()).isEqualTo(orientation < 5 ? 40 : 20);
            assertThat(upright.height()).isEqualTo(orientation < 5 ? 20 : 40);
            assertThat(corner(upright, red)).as("red").isEqualTo("red");
            assertThat(corner(upright, green)).as("green").isEqualTo("green");
            assertThat(ImageDecoder.probe(file).width()).isEqualTo(40);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "II*\0",
                "MM\0*\0\0\0\u00ff\0",
                "XX",
                "II*\0\u00ff\u00ff\u00ff\u007f",
                "II*\0\u0008\0\0\0\u00ff\u00ff"
            })
    void nonsenseExifCountsAsUpright(String exif) throws Exception {
        byte[] png = Pictures.withPngChunk(ImageEncoder.png(corners()), "eXIf", Pictures.ascii(exif));
        assertThat(ImageNormalizer.normalize(png, ImageLimits.DEFAULT).rgba())
                .isEqualTo(corners().rgba());
    }

    /**
     * Display P3 to sRGB: expected numbers from the matrices of SMPTE EG 432-1 (P3 primaries, D65) and IEC 61966-2-1,
     * computed by hand below and not by the code under test.
     */
    @Test
    void displayP3BecomesSrgb() throws Exception {
        byte[] profile = Profiles.rgb(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0);
        assertConverted(profile, new int[] {180, 120, 90}, Profiles.p3ToSrgb(180, 120, 90));
        assertConverted(profile, new int[] {100, 140, 160}, Profiles.p3ToSrgb(100, 140, 160));
        // Outside sRGB: clipped to its edge.
        assertConverted(profile, new int[] {255, 0, 0}, new int[] {255, 0, 0});
    }

    /** Adobe RGB (1998): its red and blue are sRGB's, its green is greener; gamma 563/256. */
    @Test
    void adobeRgbBecomesSrgb() throws Exception {
        byte[] profile = Profiles.rgb(0.64, 0.33, 0.21, 0.71, 0.15, 0.06, 563.0 / 256);
        assertConverted(profile, new int[] {128, 128, 128}, new int[] {128, 128, 128});
        Raster read = normalized(profile, new int[] {120, 150, 110});
        // Equal numbers in a larger gamut are a stronger colour.
        assertThat(read.sample(5, 5, 0)).isBetween(80, 108);
        assertThat(read.sample(5, 5, 1)).isBetween(149, 152);
    }

    @Test
    void theProfileIsReadFromEveryContainer() throws Exception {
        byte[] profile = Profiles.rgb(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0);
        Raster flat = Raster.filled(32, 32, 180, 120, 90, 255);
        byte[] jpeg = withJpegProfile(ImageEncoder.encode(flat, "image/jpeg", 1), profile);
        byte[] webp = Pictures.riff(
                Pictures.vp8x(0x20, 32, 32),
                Pictures.webpChunk("ICCP", profile),
                Pictures.webpBody(ImageEncoder.encode(flat, "image/webp", 1)));
        int[] expected = Profiles.p3ToSrgb(180, 120, 90);
        for (byte[] file : new byte[][] {jpeg, webp}) {
            Raster read = ImageNormalizer.normalize(file, ImageLimits.DEFAULT);
            for (int c = 0; c < 3; c++) {
                assertThat(read.sample(16, 16, c)).isBetween(expected[c] - 3, expected[c] + 3);
            }
            assertThat(ImageDecoder.decode(file, ImageLimits.DEFAULT).sample(16, 16, 0))
                    .isBetween(178, 182);
        }
    }

    @Test
    void aDamagedOrForeignProfileIsIgnored() throws Exception {
        Raster flat = Raster.filled(8, 8, 180, 120, 90, 255);
        byte[] gray = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] broken = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        Arrays.fill(broken, 128, broken.length, (byte) 7);
        for (byte[] profile : new byte[][] {new byte[0], new byte[200], gray, broken}) {
            byte[] png = Pictures.withPngChunk(ImageEncoder.png(flat), "iCCP", iccp(profile));
            assertThat(ImageNormalizer.normalize(png, ImageLimits.DEFAULT).rgba())
                    .isEqualTo(flat.rgba());
        }
    }

    @Test
    void alphaSurvivesColourConversion() throws Exception {
        byte[] profile = Profiles.rgb(0.680, 0.320, 0.265, 0.690, 0.150, 0.060, 0);
        Raster image = Pictures.withAlpha(Raster.filled(64, 70, 180, 120, 90, 255));
        Raster read = ImageNormalizer.normalize(
                Pictures.withPngChunk(ImageEncoder.png(image), "iCCP", iccp(profile)), ImageLimits.DEFAULT);
        for (int x = 0; x < 64; x++) {
            assertThat(read.sample(x, 69, 3)).isEqualTo(image.sample(x, 69, 3));
        }
    }

    @Test
    void cmykIsRead() throws Exception {
        // Adobe's inverted inks, as every editor writes them: 255 = no ink.
        Raster orange = ImageNormalizer.normalize(rawJpeg(new int[] {255, 128, 0, 255}, 0), ImageLimits.DEFAULT);
        assertThat(orange.sample(8, 8, 0)).isGreaterThan(245);
        assertThat(orange.sample(8, 8, 1)).isBetween(118, 138);
        assertThat(orange.sample(8, 8, 2)).isLessThan(10);
        // Without Adobe's marker the numbers are inks.
        Raster plain = ImageNormalizer.normalize(rawJpeg(new int[] {0, 127, 255, 0}, -1), ImageLimits.DEFAULT);
        assertThat(Pictures.difference(plain, orange)).isLessThan(4);
        // YCCK: YCC of the inks (0, 127, 255), black inverted like all of Adobe's inks.
        int luma = (int) Math.round(0.587 * 127 + 0.114 * 255);
        int cb = (int) Math.round(128 - 0.331264 * 127 + 0.5 * 255);
        int cr = (int) Math.round(128 - 0.418688 * 127 - 0.081312 * 255);
        Raster ycck = ImageNormalizer.normalize(rawJpeg(new int[] {luma, cb, cr, 255}, 2), ImageLimits.DEFAULT);
        assertThat(Pictures.difference(ycck, orange)).isLessThan(5);
    }

    @Test
    void rgbJpegsAreNotTakenForYcc() throws Exception {
        BufferedImage image = Pictures.buffered(Raster.filled(16, 16, 200, 60, 30, 255), BufferedImage.TYPE_3BYTE_BGR);
        byte[] jpeg = Pictures.written(image, "jpeg");
        Raster read = ImageNormalizer.normalize(jpeg, ImageLimits.DEFAULT);
        assertThat(read.sample(8, 8, 0)).isBetween(196, 204);
        assertThat(read.sample(8, 8, 2)).isBetween(26, 34);
        byte[] rgb = rawJpeg(new int[] {200, 60, 30}, 0);
        Raster direct = ImageNormalizer.normalize(rgb, ImageLimits.DEFAULT);
        assertThat(direct.sample(8, 8, 0)).isBetween(196, 204);
        assertThat(direct.sample(8, 8, 1)).isBetween(56, 64);
    }

    @Test
    void progressiveJpegsAreRead() throws Exception {
        Raster scene = Pictures.scene(90, 70);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(javax.imageio.ImageWriteParam.MODE_DEFAULT);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(
                    null, new IIOImage(Pictures.buffered(scene, BufferedImage.TYPE_INT_RGB), null, null), parameters);
        }
        assertThat(Pictures.difference(ImageNormalizer.normalize(out.toByteArray(), ImageLimits.DEFAULT), scene))
                .isLessThan(6);
    }

    @Test
    void aLongSideIsHonouredWhateverTheFile() throws Exception {
        Raster scene = Pictures.withAlpha(Pictures.scene(301, 173));
        for (String type : new String[] {"image/png", "image/jpeg", "image/webp"}) {
            byte[] file = ImageEncoder.encode(scene, type, 1);
            Raster small = ImageNormalizer.normalize(file, ImageLimits.DEFAULT, 100);
            Raster expected = Resampler.fit(ImageNormalizer.normalize(file, ImageLimits.DEFAULT), 100);
            assertThat(small.width()).isEqualTo(100);
            assertThat(small.height()).isEqualTo(57);
            // Where nothing is visible the colour is anybody's choice.
            for (int x = 4; x < 100; x++) {
                for (int c = 0; c < 4; c++) {
                    int value = expected.sample(x, 28, c);
                    assertThat(small.sample(x, 28, c)).as(type).isBetween(value - 1, value + 1);
                }
            }
            assertThat(small.hasAlpha()).isEqualTo(expected.hasAlpha());
            assertThat(ImageNormalizer.normalize(file, ImageLimits.DEFAULT, 301).width())
                    .isEqualTo(301);
        }
    }

    @Test
    void aTurnedPhotoIsScaledByItsLongerSide() throws Exception {
        byte[] png = Pictures.withPngChunk(ImageEncoder.png(corners()), "eXIf", Pictures.exif(6));
        Raster small = ImageNormalizer.normalize(png, ImageLimits.DEFAULT, 20);
        assertThat(small.width()).isEqualTo(10);
        assertThat(small.height()).isEqualTo(20);
        assertThat(corner(small, "TR")).isEqualTo("red");
    }

    @Test
    void scalingNeedsLittleMoreThanTheDecodedPhoto() {
        ImageProbe photo = new ImageProbe("image/jpeg", 6000, 4000);
        assertThat(ImageNormalizer.workingBytes(photo, 2048)).isBetween(96_000_000L, 140_000_000L);
        assertThat(ImageNormalizer.workingBytes(photo, 6000)).isGreaterThan(24_000_000L * 16);
    }

    @Test
    void animationsGiveTheirFirstFrame() throws Exception {
        Raster frame = Raster.filled(20, 10, 10, 200, 30, 255);
        Raster second = Raster.filled(20, 10, 200, 0, 0, 255);
        byte[] webp = Pictures.riff(
                Pictures.vp8x(0x02, 40, 30),
                Pictures.webpChunk("ANIM", new byte[6]),
                anmf(frame, 4, 6),
                anmf(second, 0, 0));
        Raster first = ImageNormalizer.normalize(webp, ImageLimits.DEFAULT);
        assertThat(first.width()).isEqualTo(40);
        assertThat(first.sample(0, 0, 3)).isZero();
        assertThat(first.sample(4, 6, 1)).isEqualTo(200);
        assertThat(first.sample(23, 15, 3)).isEqualTo(255);
        assertThat(first.sample(24, 15, 3)).isZero();

        byte[] apng = Pictures.withPngChunk(ImageEncoder.png(frame), "acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0});
        byte[] end = Pictures.pngChunk("IEND", new byte[0]);
        byte[] animated = Pictures.concat(
                Arrays.copyOf(apng, apng.length - end.length),
                Pictures.pngChunk("fdAT", new byte[] {0, 0, 0, 1, 7, 7, 7}),
                end);
        assertThat(ImageNormalizer.normalize(animated, ImageLimits.DEFAULT).rgba())
                .isEqualTo(frame.rgba());
    }

    private static byte[] anmf(Raster frame, int x, int y) {
        return Pictures.webpChunk(
                "ANMF",
                Pictures.concat(
                        Pictures.u24(x / 2),
                        Pictures.u24(y / 2),
                        Pictures.u24(frame.width() - 1),
                        Pictures.u24(frame.height() - 1),
                        Pictures.u24(100),
                        new byte[1],
                        Pictures.webpBody(ImageEncoder.encode(frame, "image/webp", 1))));
    }

    private static void assertConverted(byte[] profile, int[] from, int[] to) throws Exception {
        Raster read = normalized(profile, from);
        for (int c = 0; c < 3; c++) {
            assertThat(read.sample(5, 5, c))
                    .as("%s channel %d", Arrays.toString(from), c)
                    .isBetween(to[c] - 2, to[c] + 2);
        }
    }

    private static Raster normalized(byte[] profile, int[] rgb) throws Exception {
        Raster flat = Raster.filled(10, 70, rgb[0], rgb[1], rgb[2], 255);
        return ImageNormalizer.normalize(
                Pictures.withPngChunk(ImageEncoder.png(flat), "iCCP", iccp(profile)), ImageLimits.DEFAULT);
    }

    private static byte[] iccp(byte[] profile) {
        Deflater deflater = new Deflater();
        deflater.setInput(profile);
        deflater.finish();
        byte[] block = new byte[profile.length + 100];
        int n = deflater.deflate(block);
        deflater.end();
        return Pictures.concat(Pictures.ascii("icc\0\0"), Arrays.copyOf(block, n));
    }

    /** In two parts, in the wrong order, as the ICC specification allows. */
    private static byte[] withJpegProfile(byte[] jpeg, byte[] profile) {
        int half = profile.length / 2;
        byte[] first =
                Pictures.concat(Pictures.ascii("ICC_PROFILE\0"), new byte[] {1, 2}, Arrays.copyOf(profile, half));
        byte[] second = Pictures.concat(
                Pictures.ascii("ICC_PROFILE\0"), new byte[] {2, 2}, Arrays.copyOfRange(profile, half, profile.length));
        return Pictures.withJpegSegment(Pictures.withJpegSegment(jpeg, 0xE2, first), 0xE2, second);
    }

    /** A flat 16 x 16 JPEG whose components hold exactly these numbers, with an Adobe marker or (-1) without. */
    private static byte[] rawJpeg(int[] components, int adobeTransform) throws Exception {
        WritableRaster raster =
                java.awt.image.Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, components.length, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, components);
            }
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        }
        writer.dispose();
        byte[] marker = Pictures.concat(
                Pictures.ascii("Adobe"), new byte[] {0, 100, 0, 0, 0, 0, (byte) Math.max(0, adobeTransform)});
        return adobeTransform < 0 ? out.toByteArray() : Pictures.withJpegSegment(out.toByteArray(), 0xEE, marker);
    }

    private static String corner(Raster image, String corner) {
        int x = corner.toUpperCase(Locale.ROOT).endsWith("L") ? 3 : image.width() - 4;
        int y = corner.startsWith("T") ? 3 : image.height() - 4;
        int r = image.sample(x, y, 0);
        int g = image.sample(x, y, 1);
        int b = image.sample(x, y, 2);
        if (r > 150 && g < 100 && b < 100) {
            return "red";
        }
        return g > 150 && r < 100 && b < 100 ? "green" : "other";
    }
}
