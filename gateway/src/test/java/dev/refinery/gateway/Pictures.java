package dev.refinery.gateway;

import dev.refinery.imaging.ImageEncoder;
import dev.refinery.imaging.Raster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/** Picture files, good and bad. */
final class Pictures {
    private Pictures() {}

    /** A gradient, different for each {@code tone}. */
    static Raster raster(int width, int height, int tone) {
        byte[] rgba = new byte[4 * width * height];
        for (int i = 0; i < width * height; i++) {
            rgba[4 * i] = (byte) (i % width);
            rgba[4 * i + 1] = (byte) (i / width);
            rgba[4 * i + 2] = (byte) tone;
            rgba[4 * i + 3] = (byte) 255;
        }
        return Raster.of(width, height, rgba);
    }

    static byte[] png(int width, int height, int tone) {
        return ImageEncoder.png(raster(width, height, tone));
    }

    /** As large as a file of its size can be. */
    static byte[] noise(int width, int height) {
        byte[] rgba = new byte[4 * width * height];
        new Random(1).nextBytes(rgba);
        for (int i = 3; i < rgba.length; i += 4) {
            rgba[i] = (byte) 255;
        }
        return ImageEncoder.png(Raster.of(width, height, rgba));
    }

    static byte[] truncatedJpeg() {
        byte[] whole = ImageEncoder.encode(raster(200, 150, 9), "image/jpeg", 0.9);
        return Arrays.copyOf(whole, whole.length / 2);
    }

    static byte[] text() {
        return "This is no picture.".getBytes(StandardCharsets.UTF_8);
    }

    /** A PNG whose header announces a width that nobody should allocate. */
    static byte[] wide() {
        byte[] png = png(8, 8, 1);
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, 60_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        header.putInt(29, (int) crc.getValue());
        return png;
    }
}
