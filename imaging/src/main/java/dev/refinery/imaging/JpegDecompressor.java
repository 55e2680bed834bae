package dev.refinery.imaging;

import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The platform's JPEG decoder, asked for raw components, so that colour is decided here and nowhere else. */
final class JpegDecompressor {
    private JpegDecompressor() {}

    static byte[] decompress(byte[] jpeg, JpegFrame frame) throws ImageRejectedException {
        ImageReader reader = reader();
        AtomicBoolean endedEarly = new AtomicBoolean();
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
            reader.addIIOReadWarningListener((source, warning) ->
                    // The decoder pads missing data with grey and says so only here.
                    endedEarly.compareAndSet(
                            false, warning.toLowerCase(Locale.ROOT).contains("premature end")));
            reader.setInput(stream, true, true);
            Raster raster = reader.readRaster(0, null);
            if (endedEarly.get()) {
                throw ImageRejectedException.truncated("pixels are missing from the JPEG");
            }
            if (raster.getWidth() != frame.width()
                    || raster.getHeight() != frame.height()
                    || raster.getNumBands() != frame.components()) {
                throw ImageRejectedException.undecodable("the JPEG contradicts its header");
            }
            return interleaved(raster);
        } catch (IOException e) {
            throw new ImageRejectedException(
                    ImageRejectedException.UNDECODABLE, "cannot be decoded: the JPEG is damaged", e);
        } finally {
            reader.dispose();
        }
    }

    /** The decoder's own array where it has the layout that we want, which it has in practice; a copy otherwise. */
    private static byte[] interleaved(Raster raster) {
        int bands = raster.getNumBands();
        int stride = bands * raster.getWidth();
        int size = Math.multiplyExact(stride, raster.getHeight());
        if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                && raster.getDataBuffer() instanceof DataBufferByte buffer
                && buffer.getData().length == size
                && model.getPixelStride() == bands
                && model.getScanlineStride() == stride
                && inOrder(model.getBandOffsets())) {
            return buffer.getData();
        }
        byte[] out = new byte[size];
        byte[] row = new byte[stride];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getDataElements(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            System.arraycopy(row, 0, out, y * stride, stride);
        }
        return out;
    }

    private static boolean inOrder(int[] offsets) {
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] != i) {
                return false;
            }
        }
        return true;
    }

    /** By class, not by format name: another plug-in on the class path must not change what we decode. */
    private static ImageReader reader() {
        Iterator<ImageReaderSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
        while (providers.hasNext()) {
            ImageReaderSpi provider = providers.next();
            if (provider.getClass().getName().equals("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi")) {
                try {
                    return provider.createReaderInstance();
                } catch (IOException e) {
                    throw new IllegalStateException("the platform's JPEG decoder does not start", e);
                }
            }
        }
        throw new IllegalStateException("this Java platform has no JPEG decoder (module java.desktop)");
    }
}
