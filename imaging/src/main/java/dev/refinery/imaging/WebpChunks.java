package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The chunks of a WebP's RIFF file. */
record WebpChunks(List<Chunk> chunks) {
    private static final int FIRST = 12;

    /** @param to exclusive, without the padding byte */
    record Chunk(String type, int from, int to) {
        /** Changes a pixel: the bit streams, their alpha, and what an animation shows. */
        boolean isPicture() {
            return switch (type) {
                case "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF" -> true;
                default -> false;
            };
        }
    }

    WebpChunks {
        chunks = List.copyOf(chunks);
    }

    static WebpChunks of(byte[] file) throws ImageRejectedException {
        List<Chunk> chunks = new ArrayList<>();
        int at = FIRST;
        while (at + 8 <= file.length) {
            int length = Bytes.i32le(file, at + 4);
            if (length < 0 || length > file.length - at - 8) {
                throw ImageRejectedException.truncated("a chunk of the WebP is cut");
            }
            chunks.add(new Chunk(Bytes.ascii(file, at, 4), at + 8, at + 8 + length));
            at += 8 + length + (length & 1);
        }
        return new WebpChunks(chunks);
    }

    static void write(ByteArrayOutputStream out, String type, byte[] file, int from, int to) {
        int length = to - from;
        out.writeBytes(type.getBytes(StandardCharsets.US_ASCII));
        i32(out, length);
        out.write(file, from, length);
        if ((length & 1) == 1) {
            out.write(0);
        }
    }

    static void i32(ByteArrayOutputStream out, int value) {
        out.write(value);
        out.write(value >>> 8);
        out.write(value >>> 16);
        out.write(value >>> 24);
    }
}
