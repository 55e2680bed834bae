package dev.refinery.imaging;

import org.jspecify.annotations.Nullable;

/** Undoes a PNG's filters, packing and interlacing. */
final class PngPixels {
    private final byte[] file;
    private final PngHeader header;
    private final PngPicture.@Nullable Span palette;
    private final PngPicture.@Nullable Span transparency;

    PngPixels(
            byte[] file, PngHeader header, PngPicture.@Nullable Span palette, PngPicture.@Nullable Span transparency) {
        this.file = file;
        this.header = header;
        this.palette = palette;
        this.transparency = transparency;
    }

    Samples read(PngRows rows) throws ImageRejectedException {
        Samples.Model model = model();
        int bands = model.bands();
        byte[] out = new byte[Math.toIntExact((long) bands * header.width() * header.height())];
        boolean plain =
                !header.interlaced() && header.depth() == 8 && header.colour() != 3 && bands == header.channels();
        for (int[] pass : header.passes()) {
            int w = PngHeader.passWidth(pass, header.width());
            int h = PngHeader.passHeight(pass, header.height());
            if (w < 1 || h < 1) {
                continue;
            }
            int rowBytes = header.rowBytes(w);
            // One byte of filter, then the row; the row above a pass is zero.
            byte[] row = new byte[1 + rowBytes];
            byte[] above = new byte[1 + rowBytes];
            for (int y = 0; y < h; y++) {
                rows.next(row, row.length);
                unfilter(row, above);
                if (plain) {
                    System.arraycopy(row, 1, out, y * rowBytes, rowBytes);
                } else {
                    int line = (pass[1] + y * pass[3]) * header.width();
                    for (int x = 0; x < w; x++) {
                        pixel(row, x, out, (line + pass[0] + x * pass[2]) * bands);
                    }
                }
                byte[] done = above;
                above = row;
                row = done;
            }
        }
        return new Samples(header.width(), header.height(), model, out);
    }

    private Samples.Model model() throws ImageRejectedException {
        boolean alpha = transparency != null;
        return switch (header.colour()) {
            case 0 -> alpha ? Samples.Model.GRAY_ALPHA : Samples.Model.GRAY;
            case 2 -> alpha ? Samples.Model.RGBA : Samples.Model.RGB;
            case 3 -> {
                if (palette == null || palette.length() == 0 || palette.length() % 3 != 0) {
                    throw ImageRejectedException.undecodable("the PNG has no palette");
                }
                yield alpha ? Samples.Model.RGBA : Samples.Model.RGB;
            }
            case 4 -> Samples.Model.GRAY_ALPHA;
            default -> Samples.Model.RGBA;
        };
    }

    /** PNG, section 9: filters 0 to 4. Arrays start with the filter byte. */
    private void unfilter(byte[] row, byte[] above) throws ImageRejectedException {
        int step = Math.max(1, header.channels() * header.depth() / 8);
        switch (row[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = 1 + step; i < row.length; i++) {
                    row[i] += row[i - step];
                }
            }
            case 2 -> {
                for (int i = 1; i < row.length; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 1; i < row.length; i++) {
                    int left = i <= step ? 0 : row[i - step] & 0xFF;
                    row[i] += (byte) ((left + (above[i] & 0xFF)) / 2);
                }
            }
            case 4 -> {
                for (int i = 1; i < row.length; i++) {
                    int left = i <= step ? 0 : row[i - step] & 0xFF;
                    int corner = i <= step ? 0 : above[i - step] & 0xFF;
                    row[i] += (byte) paeth(left, above[i] & 0xFF, corner);
                }
            }
            default -> throw ImageRejectedException.undecodable("the PNG uses an unknown filter");
        }
    }

    private static int paeth(int left, int up, int corner) {
        int p = left + up - corner;
        int toLeft = Math.abs(p - left);
        int toUp = Math.abs(p - up);
        int toCorner = Math.abs(p - corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    private void pixel(byte[] row, int x, byte[] out, int to) throws ImageRejectedException {
        if (header.colour() == 3) {
            paletteEntry(raw(row, x, 0), out, to);
            return;
        }
        int channels = header.channels();
        boolean keyed = transparency != null && header.colour() <= 2;
        boolean matchesKey = keyed;
        for (int c = 0; c < channels; c++) {
            int value = raw(row, x, c);
            out[to + c] = (byte) to8(value);
            matchesKey = matchesKey && value == key(c);
        }
        if (keyed) {
            out[to + channels] = (byte) (matchesKey ? 0 : 0xFF);
        }
    }

    private void paletteEntry(int index, byte[] out, int to) throws ImageRejectedException {
        if (palette == null || 3 * index + 3 > palette.length()) {
            throw ImageRejectedException.undecodable("the PNG uses a colour that its palette lacks");
        }
        System.arraycopy(file, palette.from() + 3 * index, out, to, 3);
        if (transparency != null) {
            out[to + 3] = index < transparency.length() ? file[transparency.from() + index] : (byte) 0xFF;
        }
    }

    private int key(int channel) {
        return transparency == null || transparency.length() < 2 * channel + 2
                ? -1
                : Bytes.u16be(file, transparency.from() + 2 * channel);
    }

    private int raw(byte[] row, int x, int channel) {
        int sample = x * header.channels() + channel;
        int depth = header.depth();
        if (depth == 8) {
            return row[1 + sample] & 0xFF;
        }
        if (depth == 16) {
            return Bytes.u16be(row, 1 + 2 * sample);
        }
        int bit = sample * depth;
        return (row[1 + (bit >> 3)] & 0xFF) >> (8 - depth - (bit & 7)) & ((1 << depth) - 1);
    }

    private int to8(int value) {
        return switch (header.depth()) {
            case 16 -> (value * 255 + 32_767) / 65_535;
            case 8 -> value;
            default -> value * 255 / ((1 << header.depth()) - 1);
        };
    }
}
