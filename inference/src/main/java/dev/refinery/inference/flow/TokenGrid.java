package dev.refinery.inference.flow;

/** Rows and columns of tokens that a picture is cut into. */
public record TokenGrid(int rows, int columns) {
    public TokenGrid {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("a grid of " + rows + " x " + columns + " tokens");
        }
    }

    /** The smallest grid that covers the picture. */
    public static TokenGrid covering(int width, int height, int stride) {
        return new TokenGrid(Math.ceilDiv(height, stride), Math.ceilDiv(width, stride));
    }

    public int tokens() {
        return rows * columns;
    }
}
