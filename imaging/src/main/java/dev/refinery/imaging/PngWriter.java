package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A fast PNG, by what it holds. Photographs hardly repeat, so looking for repetitions costs half of the time and saves nothing:
 * filter Sub, Huffman codes only. Where most bytes are as those above them, as in masks and on plain backdrops: filter Up, deflate
 * level 1.
 */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private static final byte SUB = 1;
    private static final byte UP = 2;
    /** Of rows looked at: every so many. */
    private static final int SAMPLED = 8;

    private PngWriter() {}

    static byte[] write(byte[] pixels, int channels, int width, int height, int colourType) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(pixels.length / 2 + 1024);
        out.writeBytes(SIGNATURE);
        byte[] header = new byte[13];
        i32(header, 0, width);
        i32(header, 4, height);
        header[8] = 8;
        header[9] = (byte) colourType;
        chunk(out, "IHDR", header, header.length);
        if (channels > 1) {
            chunk(out, "sRGB", new byte[] {0}, 1);
        }
        int stride = channels * width;
        boolean plain = repeats(pixels, stride, height);
        byte[] filtered = plain ? filterUp(pixels, stride, height) : filterSub(pixels, stride, height, channels);
        Deflater deflater = new Deflater(1);
        deflater.setStrategy(plain ? Deflater.DEFAULT_STRATEGY : Deflater.HUFFMAN_ONLY);
        try {
            deflater.setInput(filtered);
            deflater.finish();
            byte[] block = new byte[256 << 10];
            while (!deflater.finished()) {
                chunk(out, "IDAT", block, deflater.deflate(block));
            }
        } finally {
            deflater.end();
        }
        chunk(out, "IEND", new byte[0], 0);
        return out.toByteArray();
    }

    /** True when half of the bytes are as those above them. */
    private static boolean repeats(byte[] pixels, int stride, int height) {
        int looked = 0;
        int same = 0;
        for (int y = 1; y < height; y += SAMPLED) {
            int row = y * stride;
            for (int i = row; i < row + stride; i++) {
                same += pixels[i] == pixels[i - stride] ? 1 : 0;
            }
            looked += stride;
        }
        return 2L * same >= looked;
    }

    private static byte[] filterSub(byte[] pixels, int stride, int height, int channels) {
        byte[] filtered = new byte[Math.addExact(pixels.length, height)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            filtered[to++] = SUB;
            int row = y * stride;
            System.arraycopy(pixels, row, filtered, to, channels);
            to += channels;
            for (int i = row + channels; i < row + stride; i++) {
                filtered[to++] = (byte) (pixels[i] - pixels[i - channels]);
            }
        }
        return filtered;
    }

    private static byte[] filterUp(byte[] pixels, int stride, int height) {
        byte[] filtered = new byte[Math.addExact(pixels.length, height)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            filtered[to++] = UP;
            int row = y * stride;
            if (y == 0) {
                System.arraycopy(pixels, 0, filtered, to, stride);
                to += stride;
            } else {
                for (int i = row; i < row + stride; i++) {
                    filtered[to++] = (byte) (pixels[i] - pixels[i - stride]);
                }
            }
        }
        return filtered;
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
        byte[] word = new byte[4];
        i32(word, 0, length);
        out.writeBytes(word);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.writeBytes(name);
        out.write(data, 0, length);
        i32(word, 0, (int) crc.getValue());
        out.writeBytes(word);
    }

    private static void i32(byte[] data, int at, int value) {
        data[at] = (byte) (value >>> 24);
        data[at + 1] = (byte) (value >>> 16);
        data[at + 2] = (byte) (value >>> 8);
        data[at + 3] = (byte) value;
    }
}
