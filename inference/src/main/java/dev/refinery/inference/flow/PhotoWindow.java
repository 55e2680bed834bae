package dev.refinery.inference.flow;

/**
 * How a photo becomes what an encoder takes: resized to {@code width} x {@code height}, of which the window of
 * {@code columns} x {@code rows} pixels at ({@code left}, {@code top}) is cut out.
 */
public record PhotoWindow(int width, int height, int left, int top, int columns, int rows) {
    private static final int MULTIPLE = 32;

    /** FLUX.2: photos above {@code area} pixels are shrunk to it, then the centre is cut to multiples of {@code stride}. */
    public static PhotoWindow within(int width, int height, int area, int stride) {
        int w = width;
        int h = height;
        if ((long) width * height > area) {
            double scale = Math.sqrt(area / ((double) width * height));
            w = (int) (width * scale);
            h = (int) (height * scale);
        }
        int columns = w / stride * stride;
        int rows = h / stride * stride;
        return new PhotoWindow(w, h, (w - columns) / 2, (h - rows) / 2, columns, rows);
    }

    /** Qwen: stretched to about {@code area} pixels in the photo's proportions, sides multiples of 32. */
    public static PhotoWindow about(int width, int height, int area) {
        double ratio = (double) width / height;
        double w = Math.sqrt(area * ratio);
        return stretched(multiple(w), multiple(w / ratio));
    }

    /** Ties go to the even multiple, as Python rounds. */
    private static int multiple(double side) {
        return Math.max(1, (int) Math.rint(side / MULTIPLE)) * MULTIPLE;
    }

    /**
     * Made larger or smaller, in the photo's proportions, to about {@code area} pixels of whole squares of {@code stride}, no side
     * above {@code most}; what hangs over is cut from both sides alike.
     */
    public static PhotoWindow whole(int width, int height, int area, int stride, int most) {
        double scale = Math.sqrt(area / ((double) width * height));
        int columns = squares(width * scale, stride, most);
        int rows = squares(height * scale, stride, most);
        return covering(width, height, columns, rows);
    }

    private static int squares(double side, int stride, int most) {
        int nearest = (int) Math.rint(side / stride);
        return Math.clamp(nearest, 1, most / stride) * stride;
    }

    /** The centre of the photo, as large as fits, as {@code columns} x {@code rows} pixels. */
    public static PhotoWindow covering(int width, int height, int columns, int rows) {
        double scale = Math.max(columns / (double) width, rows / (double) height);
        int w = Math.max(columns, (int) Math.rint(width * scale));
        int h = Math.max(rows, (int) Math.rint(height * scale));
        return new PhotoWindow(w, h, (w - columns) / 2, (h - rows) / 2, columns, rows);
    }

    /** Stretched to exactly this size. */
    public static PhotoWindow stretched(int width, int height) {
        return new PhotoWindow(width, height, 0, 0, width, height);
    }
}
