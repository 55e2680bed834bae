package dev.refinery.imaging;

/** EXIF orientation, tag 0x0112 of IFD0 (Exif 2.3, section 4.6.4): 1 = upright; 2 to 8 are mirrored or turned. */
final class Orientation {
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;

    private Orientation() {}

    /**
     * Reads the tag from a TIFF block; anything odd counts as upright, as viewers do.
     *
     * @param from first byte of the block, where the byte order mark stands
     * @param to one past its last byte
     */
    static int read(byte[] data, int from, int to) {
        try {
            boolean little = Bytes.has(data, from, "II");
            if (!little && !Bytes.has(data, from, "MM")) {
                return 1;
            }
            int directory = from + (little ? Bytes.i32le(data, from + 4) : Bytes.i32be(data, from + 4));
            if (directory < from || directory + 2 > to) {
                return 1;
            }
            int entries = u16(data, directory, little);
            for (int i = 0; i < entries; i++) {
                int entry = directory + 2 + 12 * i;
                if (entry + 12 > to) {
                    return 1;
                }
                if (u16(data, entry, little) == TAG && u16(data, entry + 2, little) == SHORT) {
                    int value = u16(data, entry + 8, little);
                    return value >= 1 && value <= 8 ? value : 1;
                }
            }
            return 1;
        } catch (IndexOutOfBoundsException e) {
            return 1;
        }
    }

    private static int u16(byte[] data, int at, boolean little) {
        return little ? Bytes.u16le(data, at) : Bytes.u16be(data, at);
    }

    static Raster apply(Raster image, int orientation) {
        if (orientation == 1) {
            return image;
        }
        int width = image.width();
        int height = image.height();
        boolean turned = orientation >= 5;
        int outWidth = turned ? height : width;
        int outHeight = turned ? width : height;
        byte[] from = image.rgba();
        byte[] to = new byte[from.length];
        for (int y = 0; y < outHeight; y++) {
            for (int x = 0; x < outWidth; x++) {
                int sx = switch (orientation) {
                    case 2, 3 -> width - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> width - 1 - y; // 7, 8
                };
                int sy = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> height - 1 - y;
                    case 5, 8 -> x;
                    default -> height - 1 - x; // 6, 7
                };
                System.arraycopy(from, 4 * (sy * width + sx), to, 4 * (y * outWidth + x), 4);
            }
        }
        return Raster.of(outWidth, outHeight, to);
    }
}
