package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One picture inside a WebP file.
 *
 * @param x left edge on the canvas
 * @param y top edge on the canvas
 * @param alpha the separate alpha plane of a lossy frame
 * @param payload the VP8 or VP8L bit stream
 */
record WebpFrame(
        int x,
        int y,
        int width,
        int height,
        boolean lossless,
        @Nullable Span alpha,
        Span payload) {
    /** Where a chunk's data lies. */
    record Span(int from, int length) {}

    /** Finds the first bit stream, and the alpha plane before it, among the chunks in a range. */
    static WebpFrame find(byte[] file, int from, int to, int x, int y) throws ImageRejectedException {
        Span alpha = null;
        int at = from;
        while (at + 8 <= to) {
            int length = Bytes.i32le(file, at + 4);
            int data = at + 8;
            if (length < 0 || length > to - data) {
                throw ImageRejectedException.truncated("pixels are missing from the WebP");
            }
            Span span = new Span(data, length);
            switch (Bytes.ascii(file, at, 4)) {
                case "ALPH" -> alpha = span;
                case "VP8 " -> {
                    if (length < 10 || (file[data] & 1) != 0 || Bytes.u24le(file, data + 3) != 0x2A019D) {
                        throw ImageRejectedException.undecodable("the WebP's frame header is damaged");
                    }
                    int width = Bytes.u16le(file, data + 6) & 0x3FFF;
                    int height = Bytes.u16le(file, data + 8) & 0x3FFF;
                    if (width < 1 || height < 1) {
                        throw ImageRejectedException.undecodable("the WebP header gives no size");
                    }
                    return new WebpFrame(x, y, width, height, false, alpha, span);
                }
                case "VP8L" -> {
                    if (length < 5 || file[data] != 0x2F) {
                        throw ImageRejectedException.undecodable("the WebP's frame header is damaged");
                    }
                    int bits = Bytes.i32le(file, data + 1);
                    return new WebpFrame(x, y, 1 + (bits & 0x3FFF), 1 + (bits >>> 14 & 0x3FFF), true, null, span);
                }
                default -> {}
            }
            at = data + length + (length & 1);
        }
        throw ImageRejectedException.truncated("the WebP holds no picture");
    }

    /** This frame as a still file of its own, without metadata. */
    byte[] standalone(byte[] file, int alphaFlag) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream(payload.length() + 64);
        if (alpha != null) {
            byte[] extended = new byte[10];
            extended[0] = (byte) alphaFlag;
            u24(extended, 4, width - 1);
            u24(extended, 7, height - 1);
            chunk(chunks, "VP8X", extended, 0, extended.length);
            chunk(chunks, "ALPH", file, alpha.from(), alpha.length());
        }
        chunk(chunks, lossless ? "VP8L" : "VP8 ", file, payload.from(), payload.length());
        ByteArrayOutputStream riff = new ByteArrayOutputStream(chunks.size() + 12);
        ascii(riff, "RIFF");
        i32(riff, chunks.size() + 4);
        ascii(riff, "WEBP");
        riff.writeBytes(chunks.toByteArray());
        return riff.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int from, int length) {
        ascii(out, type);
        i32(out, length);
        out.write(data, from, length);
        if ((length & 1) == 1) {
            out.write(0);
        }
    }

    private static void ascii(ByteArrayOutputStream out, String text) {
        for (int i = 0; i < text.length(); i++) {
            out.write(text.charAt(i));
        }
    }

    private static void i32(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }

    private static void u24(byte[] data, int at, int value) {
        data[at] = (byte) value;
        data[at + 1] = (byte) (value >> 8);
        data[at + 2] = (byte) (value >> 16);
    }
}
