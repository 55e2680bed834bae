package dev.refinery.refinement;

/**
 * Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3" (SC 2011), and the deviates that the search needs from it. Stateless and thread-safe; the same arguments give the
 * same bits on every machine ({@link StrictMath} throughout).
 *
 * <p>Key = the job's seed; counter = (block, lane, index, round), so that no two draws of a job overlap.
 */
public final class Philox {
    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long U32 = 0xFFFFFFFFL;
    private static final double TWO_PI = 2 * Math.PI;

    private Philox() {}

    /** One block: replaces the four counter words by four random words. */
    static void block(int[] words, int key0, int key1) {
        int k0 = key0;
        int k1 = key1;
        for (int i = 0; i < ROUNDS; i++) {
            long p0 = (M0 & U32) * (words[0] & U32);
            long p1 = (M1 & U32) * (words[2] & U32);
            int x0 = (int) (p1 >>> 32) ^ words[1] ^ k0;
            int x2 = (int) (p0 >>> 32) ^ words[3] ^ k1;
            words[1] = (int) p1;
            words[3] = (int) p0;
            words[0] = x0;
            words[2] = x2;
            k0 += W0;
            k1 += W1;
        }
    }

    /**
     * Fills {@code out} with independent standard normal deviates (Box and Muller, 1958). A longer array begins with
     * the values of a shorter one.
     */
    public static void gaussians(long seed, int round, int index, int lane, float[] out) {
        int[] words = new int[4];
        for (int start = 0, block = 0; start < out.length; start += 4, block++) {
            next(words, seed, round, index, lane, block);
            pair(words[0], words[1], out, start);
            pair(words[2], words[3], out, start + 2);
        }
    }

    /** Fills {@code out} with independent deviates, uniform on the open interval (0, 1). */
    public static void uniforms(long seed, int round, int index, int lane, double[] out) {
        int[] words = new int[4];
        for (int i = 0; i < out.length; i++) {
            if ((i & 3) == 0) {
                next(words, seed, round, index, lane, i >> 2);
            }
            out[i] = unit(words[i & 3]);
        }
    }

    private static void next(int[] words, long seed, int round, int index, int lane, int block) {
        words[0] = block;
        words[1] = lane;
        words[2] = index;
        words[3] = round;
        block(words, (int) seed, (int) (seed >>> 32));
    }

    private static void pair(int a, int b, float[] out, int at) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(a)));
        double angle = TWO_PI * unit(b);
        if (at < out.length) {
            out[at] = (float) (radius * StrictMath.cos(angle));
        }
        if (at + 1 < out.length) {
            out[at + 1] = (float) (radius * StrictMath.sin(angle));
        }
    }

    private static double unit(int word) {
        return ((word & U32) + 0.5) * 0x1p-32;
    }
}
