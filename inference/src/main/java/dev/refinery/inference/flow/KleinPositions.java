package dev.refinery.inference.flow;

/**
 * Positions of FLUX.2 on four axes, token by token: which picture, row, column, place in the text. References stand 10 apart
 * on the first axis, behind the picture that is made.
 */
public final class KleinPositions {
    private static final int AXES = 4;
    private static final int APART = 10;

    private KleinPositions() {}

    public static long[] latents(TokenGrid grid) {
        return picture(0, grid);
    }

    /** @param index of the reference, from 0 */
    public static long[] reference(int index, TokenGrid grid) {
        return picture(APART + (long) APART * index, grid);
    }

    public static long[] text(int length) {
        long[] positions = new long[AXES * length];
        for (int i = 0; i < length; i++) {
            positions[AXES * i + 3] = i;
        }
        return positions;
    }

    private static long[] picture(long which, TokenGrid grid) {
        long[] positions = new long[AXES * grid.tokens()];
        int at = 0;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++, at += AXES) {
                positions[at] = which;
                positions[at + 1] = row;
                positions[at + 2] = column;
            }
        }
        return positions;
    }
}
