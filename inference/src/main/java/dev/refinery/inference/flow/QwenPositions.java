package dev.refinery.inference.flow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Positions of Qwen-Image-Edit. In the transformer, on three axes: which picture, row and column about the picture's centre;
 * text stands behind the largest picture on all three. In the text encoder, on three axes as well, but text and pictures
 * stand in one line: a picture moves it on by its longer side.
 */
public final class QwenPositions {
    private static final int AXES = 3;

    private QwenPositions() {}

    public static long[] latents(TokenGrid grid) {
        return picture(0, grid);
    }

    /** @param index of the reference, from 0 */
    public static long[] reference(int index, TokenGrid grid) {
        return picture(index + 1, grid);
    }

    private static long[] picture(int which, TokenGrid grid) {
        long[] positions = new long[AXES * grid.tokens()];
        int up = Math.ceilDiv(grid.rows(), 2);
        int left = Math.ceilDiv(grid.columns(), 2);
        int at = 0;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++, at += AXES) {
                positions[at] = which;
                positions[at + 1] = (long) row - up;
                positions[at + 2] = (long) column - left;
            }
        }
        return positions;
    }

    /** @param pictures what is made and every reference */
    public static long[] text(int length, List<TokenGrid> pictures) {
        long first = 0;
        for (TokenGrid grid : pictures) {
            first = Math.max(first, Math.max(grid.rows() / 2, grid.columns() / 2));
        }
        long[] positions = new long[AXES * length];
        for (int i = 0; i < length; i++) {
            Arrays.fill(positions, AXES * i, AXES * i + AXES, first + i);
        }
        return positions;
    }

    /**
     * Positions i64[3, L] of a prompt in the text encoder.
     *
     * @param pictureToken stands once for every place of a picture, in the order of {@code looks}
     * @param looks rows and columns of each picture's places
     */
    public static long[] prompt(long[] ids, long pictureToken, List<TokenGrid> looks) {
        List<TokenGrid> left = new ArrayList<>(looks);
        long[] positions = new long[AXES * ids.length];
        long next = 0;
        int i = 0;
        while (i < ids.length) {
            if (ids[i] != pictureToken) {
                for (int axis = 0; axis < AXES; axis++) {
                    positions[axis * ids.length + i] = next;
                }
                next++;
                i++;
                continue;
            }
            if (left.isEmpty()) {
                throw new IllegalArgumentException(
                        "the prompt shows more pictures than the " + looks.size() + " given");
            }
            TokenGrid look = left.removeFirst();
            for (int place = 0; place < look.tokens(); place++, i++) {
                positions[i] = next;
                positions[ids.length + i] = next + place / look.columns();
                positions[2 * ids.length + i] = next + place % look.columns();
            }
            next += Math.max(look.rows(), look.columns());
        }
        return positions;
    }
}
