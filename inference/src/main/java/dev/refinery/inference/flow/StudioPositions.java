package dev.refinery.inference.flow;

import dev.refinery.contracts.job.Role;

/**
 * Positions of family {@code studio} on five axes, token by token: role (0 = the picture that is made), number of the reference
 * in the job, number within its role, then twice the row and twice the column, both from the centre.
 */
public final class StudioPositions {
    private static final int AXES = 5;

    private StudioPositions() {}

    public static long[] latents(TokenGrid grid) {
        return picture(0, 0, 0, grid);
    }

    /**
     * @param number of the reference in the job, from 1
     * @param within number among the references of its role, from 1
     */
    public static long[] reference(Role role, int number, int within, TokenGrid grid) {
        return picture(code(role), number, within, grid);
    }

    private static int code(Role role) {
        return switch (role) {
            case SUBJECT -> 1;
            case BACKGROUND -> 2;
            case STYLE -> 3;
            case LIGHTING -> 4;
            case POSE -> throw new IllegalArgumentException("family studio takes no pose");
        };
    }

    private static long[] picture(long role, long number, long within, TokenGrid grid) {
        long[] positions = new long[AXES * grid.tokens()];
        int at = 0;
        for (int row = 0; row < grid.rows(); row++) {
            for (int column = 0; column < grid.columns(); column++, at += AXES) {
                positions[at] = role;
                positions[at + 1] = number;
                positions[at + 2] = within;
                positions[at + 3] = 2L * row - (grid.rows() - 1);
                positions[at + 4] = 2L * column - (grid.columns() - 1);
            }
        }
        return positions;
    }
}
