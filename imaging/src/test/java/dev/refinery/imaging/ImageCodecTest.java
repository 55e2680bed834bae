package dev.refinery.imaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageCodecTest {
    private final Raster scene = Pictures.scene(97, 61);

    @Test
    void pngKeepsEveryPixel() throws Exception {
        for (Raster image :
                new Raster[] {scene, Pictures.withAlpha(scene), Pictures.scene(1, 1), Pictures.scene(1, 300)}) {
            Raster back = ImageDecoder.decode(ImageEncoder.png(image), ImageLimits.DEFAULT);
            assertThat(back.rgba()).isEqualTo(image.rgba());
            assertThat(back.hasAlpha()).isEqualTo(image.hasAlpha());
        }
    }

    @Test
    void plainPicturesBecomeSmallPngsAndBothWaysKeepEveryPixel() throws Exception {
        Raster plain = Raster.filled(300, 200, 250, 250, 250, 255);
        assertThat(ImageEncoder.png(plain)).hasSizeLessThan(3_000);
        assertThat(ImageEncoder.grayPng(new byte[300 * 200], 300, 200)).hasSizeLessThan(1_000);
        byte[] half = plain.rgba().clone();
        Raster noisy = Pictures.scene(300, 200);
        // Nearly half of the rows, then a few more: one picture on each side of the limit.
        for (int rows : new int[] {60, 90, 110, 140}) {
            System.arraycopy(noisy.rgba(), 0, half, 0, 4 * 300 * rows);
            Raster mixed = Raster.of(300, 200, half.clone());
            assertThat(ImageDecoder.decode(ImageEncoder.png(mixed), ImageLimits.DEFAULT)
                            .rgba())
                    .isEqualTo(mixed.rgba());
        }
    }

    @Test
    void ourPngIsReadByOthers() throws Exception {
        BufferedImage read = ImageIO.read(new ByteArrayInputStream(ImageEncoder.png(scene)));
        assertThat(read.getRGB(50, 30) & 0xFFFFFF)
                .isEqualTo(scene.sample(50, 30, 0) << 16 | scene.sample(50, 30, 1) << 8 | scene.sample(50, 30, 2));
        byte[] gray = new byte[12 * 5];
        gray[7] = 99;
        BufferedImage mask = ImageIO.read(new ByteArrayInputStream(ImageEncoder.grayPng(gray, 12, 5)));
        assertThat(mask.getRaster().getSample(7, 0, 0)).isEqualTo(99);
        assertThat(mask.getRaster().getNumBands()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"image/png,0.9,0.0", "image/jpeg,0.95,2.5", "image/webp,0.95,3.5", "image/webp,1.0,0.0"})
    void everyFormatSurvivesARoundTripAndIsDeterministic(String mediaType, double quality, double tolerance)
            throws Exception {
        byte[] encoded = ImageEncoder.encode(scene, mediaType, quality);
        ImageProbe probe = ImageDecoder.probe(encoded);
        assertThat(probe).isEqualTo(new ImageProbe(mediaType, 97, 61));
        assertThat(Pictures.difference(ImageNormalizer.normalize(encoded, ImageLimits.DEFAULT), scene))
                .isLessThanOrEqualTo(tolerance);
        assertThat(ImageEncoder.encode(scene, mediaType, quality)).isEqualTo(encoded);
    }

    @Test
    void webpKeepsAlphaAndJpegPutsItOnWhite() throws Exception {
        Raster image = Pictures.withAlpha(scene);
        Raster webp = ImageDecoder.decode(ImageEncoder.encode(image, "image/webp", 0.9), ImageLimits.DEFAULT);
        assertThat(webp.hasAlpha()).isTrue();
        for (int x : new int[] {0, 40, 96}) {
            assertThat(webp.sample(x, 30, 3)).isEqualTo(image.sample(x, 30, 3));
        }
        Raster jpeg = ImageDecoder.decode(ImageEncoder.encode(image, "image/jpeg", 0.95), ImageLimits.DEFAULT);
        assertThat(jpeg.sample(0, 30, 0)).isGreaterThan(245);
        assertThat(jpeg.sample(0, 30, 1)).isGreaterThan(245);
    }

    @Test
    void rejectsWhatItCannotEncode() {
        assertThatThrownBy(() -> ImageEncoder.encode(scene, "image/gif", 0.9))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageEncoder.encode(scene, "image/jpeg", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageEncoder.encode(scene, "image/jpeg", Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ImageEncoder.grayPng(new byte[5], 2, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Raster.of(2, 2, new byte[15])).isInstanceOf(IllegalArgumentException.class);
    }

    /** Every PNG flavour that another encoder writes is read as that encoder's own reader reads it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsPngFlavoursOfAnotherEncoder(boolean interlaced) throws Exception {
        BufferedImage palette2 = new BufferedImage(
                97,
                61,
                BufferedImage.TYPE_BYTE_BINARY,
                new IndexColorModel(
                        2, 4, new byte[] {0, 90, (byte) 200, -1}, new byte[] {10, 20, 30, 40}, new byte[] {-1, 5, 6, 7
                        }));
        BufferedImage palette8 = new BufferedImage(97, 61, BufferedImage.TYPE_BYTE_INDEXED);
        Stream<BufferedImage> flavours = Stream.of(
                Pictures.buffered(scene, BufferedImage.TYPE_3BYTE_BGR),
                Pictures.buffered(Pictures.withAlpha(scene), BufferedImage.TYPE_4BYTE_ABGR),
                fill(palette2, 4),
                fill(palette8, 216),
                fill(new BufferedImage(97, 61, BufferedImage.TYPE_BYTE_BINARY), 2));
        for (BufferedImage flavour : flavours.toList()) {
            byte[] png = png(flavour, interlaced);
            Raster ours = ImageDecoder.decode(png, ImageLimits.DEFAULT);
            BufferedImage theirs = ImageIO.read(new ByteArrayInputStream(png));
            for (int y = 0; y < 61; y++) {
                for (int x = 0; x < 97; x++) {
                    int argb = ours.sample(x, y, 3) << 24
                            | ours.sample(x, y, 0) << 16
                            | ours.sample(x, y, 1) << 8
                            | ours.sample(x, y, 2);
                    assertThat(argb)
                            .as("type %d at %d,%d", flavour.getType(), x, y)
                            .isEqualTo(theirs.getRGB(x, y));
                }
            }
        }
    }

    @Test
    void greyAndSixteenBitKeepTheirNumbers() throws Exception {
        BufferedImage gray16 = new BufferedImage(256, 1, BufferedImage.TYPE_USHORT_GRAY);
        for (int x = 0; x < 256; x++) {
            gray16.getRaster().setSample(x, 0, 0, x * 257);
        }
        Raster read = ImageDecoder.decode(png(gray16, false), ImageLimits.DEFAULT);
        for (int x = 0; x < 256; x++) {
            assertThat(read.sample(x, 0, 1)).isEqualTo(x);
        }
        BufferedImage gray8 = new BufferedImage(256, 1, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            gray8.getRaster().setSample(x, 0, 0, x);
        }
        Raster jpeg = ImageNormalizer.normalize(Pictures.written(gray8, "jpeg"), ImageLimits.DEFAULT);
        assertThat(jpeg.sample(128, 0, 0)).isBetween(125, 131);
        assertThat(jpeg.sample(128, 0, 0)).isEqualTo(jpeg.sample(128, 0, 2));
    }

    @Test
    void aKeyColourBecomesTransparent() throws Exception {
        byte[] png = ImageEncoder.png(scene);
        byte[] key = new byte[6];
        for (int c = 0; c < 3; c++) {
            key[2 * c + 1] = (byte) scene.sample(10, 10, c);
        }
        Raster keyed = ImageDecoder.decode(Pictures.withPngChunk(png, "tRNS", key), ImageLimits.DEFAULT);
        assertThat(keyed.sample(10, 10, 3)).isZero();
        assertThat(keyed.sample(11, 10, 3)).isEqualTo(255);
    }

    private static BufferedImage fill(BufferedImage image, int values) {
        WritableRaster raster = image.getRaster();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                raster.setSample(x, y, 0, (x * 7 + y * 3) % values);
            }
        }
        return image;
    }

    private static byte[] png(BufferedImage image, boolean interlaced) throws Exception {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), "png")
                .next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        }
        writer.dispose();
        return out.toByteArray();
    }
}
