package dev.refinery.imaging;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.WritableRaster;
import java.util.Optional;

/** Embedded ICC profiles to sRGB, by the platform's colour management. */
final class ColorProfile {
    /** Larger profiles are not photographs' profiles. */
    static final int MAX_BYTES = 4 << 20;

    private static final int ROWS = 64;

    private ColorProfile() {}

    static void checkSize(long bytes) throws ImageRejectedException {
        if (bytes > MAX_BYTES) {
            throw ImageRejectedException.undecodable("its colour profile has more than " + MAX_BYTES + " bytes");
        }
    }

    /** Empty for a damaged profile or one for another colour model. */
    static Optional<Raster> toSrgb(Samples samples, byte[] iccBytes) {
        Samples.Model model = samples.model();
        int colours = switch (model) {
            case GRAY, GRAY_ALPHA -> 1;
            case RGB, RGBA -> 3;
            case CMYK -> 4;
        };
        return parse(iccBytes, colours).flatMap(profile -> convert(samples, profile, colours));
    }

    private static Optional<ICC_Profile> parse(byte[] bytes, int colours) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(bytes);
            return profile.getNumComponents() == colours ? Optional.of(profile) : Optional.empty();
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static Optional<Raster> convert(Samples samples, ICC_Profile profile, int colours) {
        int width = samples.width();
        int height = samples.height();
        int bands = samples.model().bands();
        byte[] source = samples.data();
        try {
            var op = new ColorConvertOp(new ICC_Profile[] {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)}, null);
            byte[] rgba = new byte[Math.multiplyExact(4, width * height)];
            // Strips bound the memory of the conversion.
            byte[] in = new byte[colours * width * ROWS];
            byte[] out = new byte[3 * width * ROWS];
            for (int top = 0; top < height; top += ROWS) {
                int rows = Math.min(ROWS, height - top);
                int first = top * width;
                int pixels = rows * width;
                for (int i = 0; i < pixels; i++) {
                    System.arraycopy(source, (first + i) * bands, in, i * colours, colours);
                }
                op.filter(raster(in, width, rows, colours), raster(out, width, rows, 3));
                boolean alpha = samples.model() == Samples.Model.RGBA || samples.model() == Samples.Model.GRAY_ALPHA;
                for (int i = 0; i < pixels; i++) {
                    int d = 4 * (first + i);
                    System.arraycopy(out, 3 * i, rgba, d, 3);
                    rgba[d + 3] = alpha ? source[(first + i) * bands + bands - 1] : (byte) 0xFF;
                }
            }
            return Optional.of(Raster.of(width, height, rgba));
        } catch (IllegalArgumentException | CMMException e) {
            return Optional.empty();
        }
    }

    private static WritableRaster raster(byte[] data, int width, int height, int bands) {
        int[] offsets = new int[bands];
        for (int i = 0; i < bands; i++) {
            offsets[i] = i;
        }
        var model = new PixelInterleavedSampleModel(DataBuffer.TYPE_BYTE, width, height, bands, bands * width, offsets);
        return java.awt.image.Raster.createWritableRaster(
                model, new DataBufferByte(data, bands * width * height), null);
    }
}
