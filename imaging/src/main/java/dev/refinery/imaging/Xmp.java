package dev.refinery.imaging;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads and writes the XMP packet of PNG, JPEG and WebP files without touching their pictures. Stateless and thread-safe. Extended XMP
 * (JPEG packets above 64 KB) is neither written nor read.
 */
public final class Xmp {
    /** Longest packet, bytes of UTF-8: what fits into one JPEG segment. */
    public static final int MAX_BYTES = 65_000;

    /** Where one kind of file keeps its packet. */
    interface Carrier {
        Optional<byte[]> read(byte[] file) throws ImageRejectedException;

        byte[] write(byte[] file, byte[] packet) throws ImageRejectedException;
    }

    private Xmp() {}

    /** The first packet's text; empty when the file has none. */
    public static Optional<String> read(byte[] file) throws ImageRejectedException {
        Carrier carrier = carrier(file);
        try {
            return carrier.read(file).map(packet -> new String(packet, StandardCharsets.UTF_8));
        } catch (IndexOutOfBoundsException e) {
            throw broken(e);
        }
    }

    /**
     * A copy of the file with this packet in place of those that it had; equal input gives equal bytes.
     *
     * @throws IllegalArgumentException the packet is longer than {@link #MAX_BYTES}
     */
    public static byte[] write(byte[] file, String packet) throws ImageRejectedException {
        byte[] bytes = packet.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an XMP packet of " + bytes.length + " bytes; at most " + MAX_BYTES + " fit");
        }
        Carrier carrier = carrier(file);
        try {
            return carrier.write(file, bytes);
        } catch (IndexOutOfBoundsException e) {
            throw broken(e);
        }
    }

    private static Carrier carrier(byte[] file) throws ImageRejectedException {
        return switch (ImageDecoder.probe(file).mediaType()) {
            case ImageProbe.PNG -> new PngXmp();
            case ImageProbe.JPEG -> new JpegXmp();
            default -> new WebpXmp();
        };
    }

    private static ImageRejectedException broken(IndexOutOfBoundsException e) {
        return new ImageRejectedException(ImageRejectedException.TRUNCATED, "ends early: its metadata is cut", e);
    }
}
