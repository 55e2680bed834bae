package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** A fast PNG: filter Up on every row, deflate level 1; half the time of a general encoder at nearly its size. */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

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
        byte[] filtered = filterUp(pixels, channels * width, height);
        Deflater deflater = new Deflater(1);
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

    private static byte[] filterUp(byte[] pixels, int stride, int height) {
        byte[] filtered = new byte[Math.addExact(pixels.length, height)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            filtered[to++] = 2;
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
