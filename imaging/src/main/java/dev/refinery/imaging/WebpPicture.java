package dev.refinery.imaging;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/** A WebP file (RFC 9649), lossy or lossless; of an animation the first frame on its transparent canvas. */
final class WebpPicture implements Picture {
    private static final int ALPHA_FLAG = 0x10;

    private final byte[] file;
    private final int width;
    private final int height;
    private WebpFrame.@Nullable Span profile;
    private int orientation = 1;
    private @Nullable WebpFrame frame;
    private int frames;

    private WebpPicture(byte[] file, int width, int height) {
        this.file = file;
        this.width = width;
        this.height = height;
    }

    static boolean matches(byte[] file) {
        return Bytes.has(file, 0, "RIFF") && Bytes.has(file, 8, "WEBP");
    }

    static WebpPicture open(byte[] file) throws ImageRejectedException {
        if (!Bytes.has(file, 12, "VP8X")) {
            WebpFrame frame = WebpFrame.find(file, 12, file.length, 0, 0);
            WebpPicture picture = new WebpPicture(file, frame.width(), frame.height());
            picture.frame = frame;
            return picture;
        }
        WebpPicture picture = new WebpPicture(file, 1 + Bytes.u24le(file, 24), 1 + Bytes.u24le(file, 27));
        picture.readChunks();
        return picture;
    }

    /** Stops at the first thing that is not well formed; {@link #samples} complains when the pixels lie behind it. */
    private void readChunks() throws ImageRejectedException {
        int at = 12;
        while (at + 8 <= file.length) {
            int length = Bytes.i32le(file, at + 4);
            int data = at + 8;
            if (length < 0 || length > file.length - data) {
                return;
            }
            switch (Bytes.ascii(file, at, 4)) {
                case "ICCP" -> profile = new WebpFrame.Span(data, length);
                case "EXIF" -> {
                    int tiff = Bytes.has(file, data, "Exif\0\0") ? data + 6 : data;
                    orientation = Orientation.read(file, tiff, data + length);
                }
                case "ANMF" -> {
                    frames++;
                    if (frame == null && length > 16) {
                        int x = 2 * Bytes.u24le(file, data);
                        int y = 2 * Bytes.u24le(file, data + 3);
                        frame = WebpFrame.find(file, data + 16, data + length, x, y);
                    }
                }
                case "ALPH", "VP8 ", "VP8L" -> {
                    if (frame == null) {
                        frame = WebpFrame.find(file, at, file.length, 0, 0);
                    }
                }
                default -> {}
            }
            at = data + length + (length & 1);
        }
    }

    @Override
    public ImageProbe probe() {
        return new ImageProbe(ImageProbe.WEBP, width, height);
    }

    @Override
    public int orientation() {
        return orientation;
    }

    @Override
    public boolean animated() {
        return frames > 1;
    }

    @Override
    public byte @Nullable [] profile() throws ImageRejectedException {
        if (profile == null) {
            return null;
        }
        ColorProfile.checkSize(profile.length());
        return Arrays.copyOfRange(file, profile.from(), profile.from() + profile.length());
    }

    @Override
    public Samples samples() throws ImageRejectedException {
        WebpFrame first = frame;
        if (first == null) {
            throw ImageRejectedException.truncated("the WebP holds no picture");
        }
        // The canvas was checked against the limits; the frame must not exceed what was checked.
        if (first.x() + first.width() > width || first.y() + first.height() > height) {
            throw ImageRejectedException.undecodable("the WebP contradicts its header");
        }
        byte[] rgba = new byte[Math.toIntExact(4L * width * height)];
        BufferedImage image = read(first.standalone(file, ALPHA_FLAG));
        if (image.getWidth() != first.width() || image.getHeight() != first.height()) {
            throw ImageRejectedException.undecodable("the WebP contradicts its header");
        }
        int[] row = new int[first.width()];
        for (int y = 0; y < first.height(); y++) {
            image.getRGB(0, y, row.length, 1, row, 0, row.length);
            int to = 4 * ((first.y() + y) * width + first.x());
            for (int argb : row) {
                rgba[to++] = (byte) (argb >> 16);
                rgba[to++] = (byte) (argb >> 8);
                rgba[to++] = (byte) argb;
                rgba[to++] = (byte) (argb >>> 24);
            }
        }
        return new Samples(width, height, Samples.Model.RGBA, rgba);
    }

    /** In plain Java: a native decoder is no place for files from strangers. */
    private static BufferedImage read(byte[] webp) throws ImageRejectedException {
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(webp))) {
            reader.setInput(stream, true, true);
            return reader.read(0);
        } catch (IOException e) {
            throw new ImageRejectedException(
                    ImageRejectedException.UNDECODABLE, "cannot be decoded: the WebP is damaged", e);
        } finally {
            reader.dispose();
        }
    }
}
