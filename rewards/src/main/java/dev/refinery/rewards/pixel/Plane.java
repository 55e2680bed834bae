package dev.refinery.rewards.pixel;

/**
 * One channel of a picture: {@code height} rows of {@code width} floats. Not synchronised: written while it is made, read
 * only afterwards.
 */
public final class Plane {
    private final int width;
    private final int height;
    private final float[] values;

    public Plane(int width, int height) {
        this(width, height, new float[width * height]);
    }

    public Plane(int width, int height, float[] values) {
        if (values.length != width * height) {
            throw new IllegalArgumentException("a plane of " + width + "x" + height + " holds width * height values");
        }
        this.width = width;
        this.height = height;
        this.values = values;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The live values, row by row. */
    public float[] values() {
        return values;
    }

    public float at(int x, int y) {
        return values[y * width + x];
    }

    /** Bilinear sample at pixel-centre coordinates; the border repeats outside. */
    public float sample(float x, float y) {
        float cx = Math.clamp(x, 0f, width - 1f);
        float cy = Math.clamp(y, 0f, height - 1f);
        int x0 = (int) cx;
        int y0 = (int) cy;
        int x1 = Math.min(x0 + 1, width - 1);
        int y1 = Math.min(y0 + 1, height - 1);
        float fx = cx - x0;
        float fy = cy - y0;
        float top = values[y0 * width + x0] * (1 - fx) + values[y0 * width + x1] * fx;
        float low = values[y1 * width + x0] * (1 - fx) + values[y1 * width + x1] * fx;
        return top * (1 - fy) + low * fy;
    }

    /** Area average when shrinking, bilinear when growing, per axis. */
    public Plane resize(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return this;
        }
        return region(0, 0, 1, 1, newWidth, newHeight);
    }

    /** The normalised box {@code [x0, x1) x [y0, y1)}, resampled in the same way. */
    public Plane region(double x0, double y0, double x1, double y1, int newWidth, int newHeight) {
        Kernel horizontal = Kernel.of(x0 * width, x1 * width, width, newWidth);
        Kernel vertical = Kernel.of(y0 * height, y1 * height, height, newHeight);
        float[] middle = new float[newWidth * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < newWidth; x++) {
                middle[y * newWidth + x] = horizontal.apply(values, y * width, 1, x);
            }
        }
        Plane out = new Plane(newWidth, newHeight);
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                out.values[y * newWidth + x] = vertical.apply(middle, x, newWidth, y);
            }
        }
        return out;
    }

    /** Half the size on both sides (2 x 2 means); a side of one pixel stays. */
    public Plane half() {
        return resize(Math.max(1, width / 2), Math.max(1, height / 2));
    }

    /** Three box passes, close to a Gaussian of the given standard deviation in pixels; the border repeats. */
    public Plane blur(double sigma) {
        int radius = (int) Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2);
        if (radius < 1) {
            return this;
        }
        float[] a = values.clone();
        float[] b = new float[a.length];
        for (int pass = 0; pass < 3; pass++) {
            for (int y = 0; y < height; y++) {
                slide(a, b, y * width, 1, width, radius);
            }
            for (int x = 0; x < width; x++) {
                slide(b, a, x, width, height, radius);
            }
        }
        return new Plane(width, height, a);
    }

    private static void slide(float[] from, float[] to, int start, int stride, int count, int radius) {
        double sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += from[start + Math.clamp(i, 0, count - 1) * stride];
        }
        double scale = 1.0 / (2 * radius + 1);
        for (int i = 0; i < count; i++) {
            to[start + i * stride] = (float) (sum * scale);
            sum += from[start + Math.min(i + radius + 1, count - 1) * stride]
                    - from[start + Math.max(i - radius, 0) * stride];
        }
    }

    public double mean() {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
