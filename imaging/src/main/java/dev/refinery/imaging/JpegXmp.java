package dev.refinery.imaging;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** XMP in an APP1 segment that begins with Adobe's name space, behind the JFIF header. */
final class JpegXmp implements Xmp.Carrier {
    private static final String HEADER = "http://ns.adobe.com/xap/1.0/\0";

    @Override
    public Optional<byte[]> read(byte[] file) throws ImageRejectedException {
        return JpegSegments.of(file).segments().stream()
                .filter(segment -> isPacket(file, segment))
                .findFirst()
                .map(segment -> Arrays.copyOfRange(file, segment.from() + 4 + HEADER.length(), segment.to()));
    }

    @Override
    public byte[] write(byte[] file, byte[] packet) throws ImageRejectedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + packet.length + 64);
        out.write(file, 0, 2);
        boolean written = false;
        JpegSegments parts = JpegSegments.of(file);
        int last = 2;
        for (JpegSegments.Segment segment : parts.segments()) {
            if (!written && segment.marker() != 0xE0) {
                segment(out, packet);
                written = true;
            }
            if (!isPacket(file, segment)) {
                out.write(file, segment.from(), segment.to() - segment.from());
            }
            last = segment.to();
        }
        out.write(file, last, parts.end() - last);
        return out.toByteArray();
    }

    private static boolean isPacket(byte[] file, JpegSegments.Segment segment) {
        return segment.marker() == 0xE1 && Bytes.has(file, segment.from() + 4, HEADER);
    }

    private static void segment(ByteArrayOutputStream out, byte[] packet) {
        int length = 2 + HEADER.length() + packet.length;
        out.write(0xFF);
        out.write(0xE1);
        out.write(length >>> 8);
        out.write(length);
        out.writeBytes(HEADER.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(packet);
    }
}
