package dev.refinery.imaging;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Encodes rasters. Equal pixels give equal bytes on one machine and Java build (deflate and JPEG coders may differ between
 * builds, the pixels of a PNG never do). Stateless and thread-safe.
 */
public final class ImageEncoder {
    private ImageEncoder() {}

    /**
     * @param mediaType {@code image/png}, {@code image/jpeg} or {@code image/webp}
     * @param quality (0, 1]; ignored by PNG; 1 makes a WebP lossless. JPEG has no alpha: it is put on white
     */
    public static byte[] encode(Raster image, String mediaType, double quality) {
        if (!(quality > 0 && quality <= 1)) {
            throw new IllegalArgumentException("quality must be in (0, 1], not " + quality);
        }
        return switch (mediaType) {
            case ImageProbe.PNG -> png(image);
            case ImageProbe.JPEG -> jpeg(image, quality);
            case ImageProbe.WEBP -> webp(image, quality);
            default -> throw new IllegalArgumentException("no encoder for " + mediaType);
        };
    }

    /** RGB, or RGBA when any pixel is transparent. */
    public static byte[] png(Raster image) {
        return image.hasAlpha()
                ? PngWriter.write(image.rgba(), 4, image.width(), image.height(), 6)
                : PngWriter.write(rgb(image), 3, image.width(), image.height(), 2);
    }

    /** @param gray {@code width * height} bytes */
    public static byte[] grayPng(byte[] gray, int width, int height) {
        if (gray.length != (long) width * height) {
            throw new IllegalArgumentException(width + " x " + height + " pixels do not fit " + gray.length + " bytes");
        }
        return PngWriter.write(gray, 1, width, height, 0);
    }

    private static byte[] rgb(Raster image) {
        byte[] rgba = image.rgba();
        byte[] rgb = new byte[rgba.length / 4 * 3];
        for (int s = 0, d = 0; s < rgba.length; s += 4, d += 3) {
            rgb[d] = rgba[s];
            rgb[d + 1] = rgba[s + 1];
            rgb[d + 2] = rgba[s + 2];
        }
        return rgb;
    }

    private static byte[] jpeg(Raster image, double quality) {
        ImageWriter writer = platformJpegWriter();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality((float) quality);
        return write(writer, parameters, buffered(image, false));
    }

    private static byte[] webp(Raster image, double quality) {
        ImageWriter writer;
        try {
            writer = new WebPImageWriterSpi().createWriterInstance(null);
        } catch (IOException e) {
            throw new IllegalStateException("the WebP encoder does not start", e);
        }
        WebPWriteParam parameters = (WebPWriteParam) writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        boolean lossless = quality == 1;
        parameters.setCompressionType(parameters
                .getCompressionTypes()[
                lossless ? WebPWriteParam.LOSSLESS_COMPRESSION : WebPWriteParam.LOSSY_COMPRESSION]);
        parameters.setCompressionQuality((float) quality);
        try {
            return write(writer, parameters, buffered(image, image.hasAlpha()));
        } catch (LinkageError e) {
            throw new UnsupportedOperationException(
                    "this platform has no WebP encoder; use image/png or image/jpeg", e);
        }
    }

    private static byte[] write(ImageWriter writer, ImageWriteParam parameters, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage buffered(Raster image, boolean alpha) {
        byte[] rgba = image.rgba();
        int[] argb = new int[rgba.length / 4];
        for (int i = 0, s = 0; i < argb.length; i++, s += 4) {
            int a = rgba[s + 3] & 0xFF;
            int white = alpha ? 0 : 255 - a;
            int weight = alpha ? 255 : a;
            int r = ((rgba[s] & 0xFF) * weight + 255 * white + 127) / 255;
            int g = ((rgba[s + 1] & 0xFF) * weight + 255 * white + 127) / 255;
            int b = ((rgba[s + 2] & 0xFF) * weight + 255 * white + 127) / 255;
            argb[i] = a << 24 | r << 16 | g << 8 | b;
        }
        var buffered = new BufferedImage(
                image.width(), image.height(), alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        buffered.getRaster().setDataElements(0, 0, image.width(), image.height(), argb);
        return buffered;
    }

    private static ImageWriter platformJpegWriter() {
        Iterator<ImageWriterSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, true);
        while (providers.hasNext()) {
            ImageWriterSpi provider = providers.next();
            if (provider.getClass().getName().equals("com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi")) {
                try {
                    return provider.createWriterInstance();
                } catch (IOException e) {
                    throw new IllegalStateException("the platform's JPEG encoder does not start", e);
                }
            }
        }
        throw new IllegalStateException("this Java platform has no JPEG encoder (module java.desktop)");
    }
}
