package dev.refinery.imaging;

/**
 * IHDR.
 *
 * @param depth bits a sample
 * @param colour 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA
 */
record PngHeader(int width, int height, int depth, int colour, boolean interlaced) {
    /** Adam7: x0, y0, dx, dy of each pass. */
    static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    static PngHeader read(byte[] file, int at) throws ImageRejectedException {
        int width = Bytes.i32be(file, at);
        int height = Bytes.i32be(file, at + 4);
        int depth = Bytes.u8(file, at + 8);
        int colour = Bytes.u8(file, at + 9);
        int interlace = Bytes.u8(file, at + 12);
        boolean depthFits = switch (colour) {
            case 0 -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case 3 -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        if (width < 1 || height < 1 || !depthFits || interlace > 1 || file[at + 10] != 0 || file[at + 11] != 0) {
            throw ImageRejectedException.undecodable("the PNG header is damaged");
        }
        return new PngHeader(width, height, depth, colour, interlace == 1);
    }

    int channels() {
        return switch (colour) {
            case 0, 3 -> 1;
            case 4 -> 2;
            case 2 -> 3;
            default -> 4;
        };
    }

    int[][] passes() {
        return interlaced ? ADAM7 : WHOLE;
    }

    static int passWidth(int[] pass, int width) {
        return (width - pass[0] + pass[2] - 1) / pass[2];
    }

    static int passHeight(int[] pass, int height) {
        return (height - pass[1] + pass[3] - 1) / pass[3];
    }

    int rowBytes(int pixels) {
        return Math.toIntExact(((long) pixels * channels() * depth + 7) / 8);
    }
}
