package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** XMP in a chunk of its own at the end of the file; a simple WebP becomes an extended one, whose header announces it. */
final class WebpXmp implements Xmp.Carrier {
    private static final String PACKET = "XMP ";
    private static final String EXTENDED = "VP8X";
    private static final int HAS_XMP = 0x04;
    private static final int HAS_ALPHA = 0x10;

    @Override
    public Optional<byte[]> read(byte[] file) throws ImageRejectedException {
        return WebpChunks.of(file).chunks().stream()
                .filter(chunk -> chunk.type().equals(PACKET))
                .findFirst()
                .map(chunk -> Arrays.copyOfRange(file, chunk.from(), chunk.to()));
    }

    @Override
    public byte[] write(byte[] file, byte[] packet) throws ImageRejectedException {
        WebpChunks parts = WebpChunks.of(file);
        ByteArrayOutputStream body = new ByteArrayOutputStream(file.length + packet.length + 64);
        byte[] header = header(file, parts);
        WebpChunks.write(body, EXTENDED, header, 0, header.length);
        for (WebpChunks.Chunk chunk : parts.chunks()) {
            if (!chunk.type().equals(EXTENDED) && !chunk.type().equals(PACKET)) {
                WebpChunks.write(body, chunk.type(), file, chunk.from(), chunk.to());
            }
        }
        WebpChunks.write(body, PACKET, packet, 0, packet.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.size() + 12);
        out.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
        WebpChunks.i32(out, body.size() + 4);
        out.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    private static byte[] header(byte[] file, WebpChunks parts) throws ImageRejectedException {
        WebpChunks.Chunk first = parts.chunks().get(0);
        if (first.type().equals(EXTENDED)) {
            byte[] kept = Arrays.copyOfRange(file, first.from(), first.to());
            kept[0] |= HAS_XMP;
            return kept;
        }
        ImageProbe probe = ImageDecoder.probe(file);
        byte[] header = new byte[10];
        // A lossless bit stream says in its header whether it has alpha; a lossy one has it in a chunk, which needs an
        // extended file.
        boolean alpha = first.type().equals("VP8L") && (Bytes.i32le(file, first.from() + 1) >>> 28 & 1) == 1;
        header[0] = (byte) (HAS_XMP | (alpha ? HAS_ALPHA : 0));
        u24(header, 4, probe.width() - 1);
        u24(header, 7, probe.height() - 1);
        return header;
    }

    private static void u24(byte[] data, int at, int value) {
        data[at] = (byte) value;
        data[at + 1] = (byte) (value >>> 8);
        data[at + 2] = (byte) (value >>> 16);
    }
}
