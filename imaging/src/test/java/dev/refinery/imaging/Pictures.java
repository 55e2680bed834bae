package dev.refinery.imaging;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Test pictures and the surgery that damages them. */
final class Pictures {
    private Pictures() {}

    /** Smooth colour with detail, so that codecs have something to keep. */
    static Raster scene(int width, int height) {
        byte[] rgba = new byte[4 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = 4 * (y * width + x);
                rgba[i] = (byte) (255 * x / Math.max(1, width - 1));
                rgba[i + 1] = (byte) (255 * y / Math.max(1, height - 1));
                rgba[i + 2] = (byte) (128 + 100 * Math.sin(x / 9.0) * Math.cos(y / 7.0));
                rgba[i + 3] = (byte) 0xFF;
            }
        }
        return Raster.of(width, height, rgba);
    }

    static Raster withAlpha(Raster image) {
        byte[] rgba = image.rgba().clone();
        for (int i = 0; i < rgba.length / 4; i++) {
            rgba[4 * i + 3] = (byte) (255 * (i % image.width()) / Math.max(1, image.width() - 1));
        }
        return Raster.of(image.width(), image.height(), rgba);
    }

    static BufferedImage buffered(Raster image, int type) {
        BufferedImage out = new BufferedImage(image.width(), image.height(), type);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                out.setRGB(
                        x,
                        y,
                        image.sample(x, y, 3) << 24
                                | image.sample(x, y, 0) << 16
                                | image.sample(x, y, 1) << 8
                                | image.sample(x, y, 2));
            }
        }
        return out;
    }

    /** Mean of absolute differences over the channels R, G, B. */
    static double difference(Raster a, Raster b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int i = 0; i < a.rgba().length; i++) {
            if (i % 4 != 3) {
                sum += Math.abs((a.rgba()[i] & 0xFF) - (b.rgba()[i] & 0xFF));
            }
        }
        return sum / (a.rgba().length / 4 * 3);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] i32be(int v) {
        return new byte[] {(byte) (v >>> 24), (byte) (v >>> 16), (byte) (v >>> 8), (byte) v};
    }

    static byte[] i32le(int v) {
        return new byte[] {(byte) v, (byte) (v >>> 8), (byte) (v >>> 16), (byte) (v >>> 24)};
    }

    static byte[] pngChunk(String type, byte[] data) {
        CRC32 crc = new CRC32();
        crc.update(ascii(type));
        crc.update(data);
        return concat(i32be(data.length), ascii(type), data, i32be((int) crc.getValue()));
    }

    static byte[] pngHeader(int width, int height, int depth, int colour) {
        return concat(
                new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'},
                pngChunk("IHDR", concat(i32be(width), i32be(height), new byte[] {(byte) depth, (byte) colour, 0, 0, 0
                })));
    }

    /** Puts a chunk right after IHDR. */
    static byte[] withPngChunk(byte[] png, String type, byte[] data) {
        return concat(Arrays.copyOf(png, 33), pngChunk(type, data), Arrays.copyOfRange(png, 33, png.length));
    }

    /** Puts a segment right after SOI. */
    static byte[] withJpegSegment(byte[] jpeg, int marker, byte[] data) {
        int length = data.length + 2;
        return concat(
                Arrays.copyOf(jpeg, 2),
                new byte[] {(byte) 0xFF, (byte) marker, (byte) (length >> 8), (byte) length},
                data,
                Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** A little-endian TIFF block with only an orientation. */
    static byte[] exif(int orientation) {
        return concat(
                ascii("II*\0"), i32le(8), new byte[] {1, 0, 0x12, 0x01, 3, 0}, i32le(1), i32le(orientation), i32le(0));
    }

    static byte[] webpChunk(String type, byte[] data) {
        return concat(ascii(type), i32le(data.length), data, new byte[data.length & 1]);
    }

    static byte[] riff(byte[]... chunks) {
        byte[] body = concat(chunks);
        return concat(ascii("RIFF"), i32le(body.length + 4), ascii("WEBP"), body);
    }

    static byte[] vp8x(int flags, int width, int height) {
        return webpChunk("VP8X", concat(new byte[] {(byte) flags, 0, 0, 0}, u24(width - 1), u24(height - 1)));
    }

    static byte[] u24(int v) {
        return Arrays.copyOf(i32le(v), 3);
    }

    /** The chunks of a still WebP after its RIFF header. */
    static byte[] webpBody(byte[] webp) {
        return Arrays.copyOfRange(webp, 12, webp.length);
    }

    static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!javax.imageio.ImageIO.write(image, format, out)) {
            throw new IOException("no writer for " + format);
        }
        return out.toByteArray();
    }
}
