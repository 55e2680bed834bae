package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** XMP in an iTXt chunk with the keyword that the XMP specification names, uncompressed, before the pixels. */
final class PngXmp implements Xmp.Carrier {
    private static final String KEYWORD = "XML:com.adobe.xmp";
    private static final int FIRST_CHUNK = 8;

    @Override
    public Optional<byte[]> read(byte[] file) throws ImageRejectedException {
        for (int at = FIRST_CHUNK; at + 12 <= file.length; at = next(file, at)) {
            if (isPacket(file, at)) {
                int end = next(file, at) - 4;
                // keyword, NUL, two flags, language NUL, translated keyword NUL
                int text = at + 8 + KEYWORD.length() + 3;
                for (int part = 0; part < 2; part++) {
                    while (file[text] != 0) {
                        text++;
                    }
                    text++;
                }
                return Optional.of(Arrays.copyOfRange(file, text, end));
            }
        }
        return Optional.empty();
    }

    @Override
    public byte[] write(byte[] file, byte[] packet) throws ImageRejectedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + packet.length + 64);
        out.write(file, 0, FIRST_CHUNK);
        boolean written = false;
        for (int at = FIRST_CHUNK; at + 12 <= file.length; at = next(file, at)) {
            if (isPacket(file, at)) {
                continue;
            }
            if (!written && (Bytes.has(file, at + 4, "IDAT") || Bytes.has(file, at + 4, "IEND"))) {
                out.writeBytes(chunk(packet));
                written = true;
            }
            out.write(file, at, next(file, at) - at);
        }
        return out.toByteArray();
    }

    private static boolean isPacket(byte[] file, int at) {
        return Bytes.has(file, at + 4, "iTXt")
                && Bytes.has(file, at + 8, KEYWORD)
                && file[at + 8 + KEYWORD.length()] == 0
                && file[at + 8 + KEYWORD.length() + 1] == 0;
    }

    private static int next(byte[] file, int at) throws ImageRejectedException {
        int length = Bytes.i32be(file, at);
        if (length < 0 || length > file.length - at - 12) {
            throw ImageRejectedException.truncated("a chunk of the PNG is cut");
        }
        return at + 12 + length;
    }

    private static byte[] chunk(byte[] packet) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(packet.length + 40);
        body.writeBytes("iTXt".getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(KEYWORD.getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(new byte[5]);
        body.writeBytes(packet);
        byte[] bytes = body.toByteArray();
        CRC32 crc = new CRC32();
        crc.update(bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 8);
        i32(out, bytes.length - 4);
        out.writeBytes(bytes);
        i32(out, (int) crc.getValue());
        return out.toByteArray();
    }

    private static void i32(ByteArrayOutputStream out, int value) {
        out.write(value >>> 24);
        out.write(value >>> 16);
        out.write(value >>> 8);
        out.write(value);
    }
}
