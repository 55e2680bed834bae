package dev.refinery.imaging;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash of what a file shows. It stays when metadata is added, changed or stripped, and differs when a pixel does.
 *
 * @param method {@link #PIXELS} of a PNG, {@link #CODED} of a JPEG or WebP
 * @param sha256 lower-case hex
 */
public record PictureHash(String method, String sha256) {
    /**
     * SHA-256 of {@code WIDTHxHEIGHT} in ASCII, a line feed, and R, G, B, A of every pixel, 8 bits each, rows from the top. Compressing a
     * PNG anew keeps it.
     */
    public static final String PIXELS = "sha256-rgba8";

    /**
     * SHA-256 of the coded picture: a JPEG from its start to its end without application and comment segments, or the chunks of a WebP
     * that hold pixels, each with its type and length. Decoders round differently, so their pixels cannot be hashed.
     */
    public static final String CODED = "sha256-coded";

    public static PictureHash of(byte[] file) throws ImageRejectedException {
        String type = ImageDecoder.probe(file).mediaType();
        MessageDigest digest = newDigest();
        try {
            switch (type) {
                case ImageProbe.PNG -> pixels(file, digest);
                case ImageProbe.JPEG -> jpeg(file, digest);
                default -> webp(file, digest);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new ImageRejectedException(ImageRejectedException.TRUNCATED, "ends early: the picture is cut", e);
        }
        return new PictureHash(
                type.equals(ImageProbe.PNG) ? PIXELS : CODED, HexFormat.of().formatHex(digest.digest()));
    }

    private static void pixels(byte[] file, MessageDigest digest) throws ImageRejectedException {
        Raster raster = ImageDecoder.decode(file, ImageLimits.DEFAULT);
        digest.update((raster.width() + "x" + raster.height() + "\n").getBytes(StandardCharsets.US_ASCII));
        digest.update(raster.rgba());
    }

    private static void jpeg(byte[] file, MessageDigest digest) throws ImageRejectedException {
        for (JpegSegments.Segment segment : JpegSegments.of(file).segments()) {
            if (!segment.isMetadata()) {
                digest.update(file, segment.from(), segment.to() - segment.from());
            }
        }
    }

    private static void webp(byte[] file, MessageDigest digest) throws ImageRejectedException {
        for (WebpChunks.Chunk chunk : WebpChunks.of(file).chunks()) {
            if (chunk.isPicture()) {
                digest.update(file, chunk.from() - 8, chunk.to() - chunk.from() + 8);
            }
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
