package dev.refinery.inference;

/** 8-bit coverage, row by row, 255 = the subject. {@link #alpha()} is a live view: treat it as read-only. */
public final class AlphaMask {
    private final int width;
    private final int height;
    private final byte[] alpha;

    public AlphaMask(int width, int height, byte[] alpha) {
        if (alpha.length != width * height) {
            throw new IllegalArgumentException("mask of " + alpha.length + " bytes for " + width + "x" + height);
        }
        this.width = width;
        this.height = height;
        this.alpha = alpha;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public byte[] alpha() {
        return alpha;
    }
}
