package dev.refinery.imaging;

import java.nio.ByteBuffer;

/** ICC matrix profiles made from primaries (ICC.1:2022, sections 7.2 and 9.2), D65 white. */
final class Profiles {
    private static final double[] D65 = {0.95047, 1, 1.08883};
    private static final double[] D50 = {0.9642, 1, 0.8249};
    private static final double[][] BRADFORD = {
        {0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}
    };

    private Profiles() {}

    /** @param gamma 0 for the sRGB curve */
    static byte[] rgb(double xr, double yr, double xg, double yg, double xb, double yb, double gamma) {
        double[][] matrix = multiply(adaptation(), toXyz(xr, yr, xg, yg, xb, yb));
        byte[] curve = curve(gamma);
        int tags = 7;
        int start = 128 + 4 + 12 * tags;
        int curveAt = start + 4 * 20;
        ByteBuffer out = ByteBuffer.allocate(curveAt + curve.length);
        out.putInt(out.capacity()).putInt(0).putInt(0x02400000);
        put(out, "mntrRGB XYZ ");
        out.position(36);
        put(out, "acsp");
        out.position(68);
        xyz(out, D50);
        out.position(128);
        out.putInt(tags);
        String[] names = {"rXYZ", "gXYZ", "bXYZ", "wtpt", "rTRC", "gTRC", "bTRC"};
        for (int i = 0; i < tags; i++) {
            put(out, names[i]);
            out.putInt(i < 4 ? start + 20 * i : curveAt).putInt(i < 4 ? 20 : curve.length);
        }
        for (int i = 0; i < 4; i++) {
            put(out, "XYZ ");
            out.putInt(0);
            xyz(out, i < 3 ? new double[] {matrix[0][i], matrix[1][i], matrix[2][i]} : D50);
        }
        out.put(curve);
        return out.array();
    }

    /** The definition, in doubles. */
    static int[] p3ToSrgb(int r, int g, int b) {
        double[][] p3 = toXyz(0.680, 0.320, 0.265, 0.690, 0.150, 0.060);
        double[][] srgb = inverse(toXyz(0.64, 0.33, 0.30, 0.60, 0.15, 0.06));
        double[] linear = apply(multiply(srgb, p3), new double[] {toLinear(r), toLinear(g), toLinear(b)});
        int[] out = new int[3];
        for (int c = 0; c < 3; c++) {
            double v = Math.max(0, Math.min(1, linear[c]));
            out[c] = (int) Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055));
        }
        return out;
    }

    private static double toLinear(double value) {
        double v = value / 255;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static byte[] curve(double gamma) {
        int entries = gamma > 0 ? 1 : 1024;
        ByteBuffer out = ByteBuffer.allocate((12 + 2 * entries + 3) / 4 * 4);
        put(out, "curv");
        out.putInt(0).putInt(entries);
        if (gamma > 0) {
            out.putShort((short) Math.round(gamma * 256));
        } else {
            for (int i = 0; i < entries; i++) {
                out.putShort((short) Math.round(65_535 * toLinear(255.0 * i / (entries - 1))));
            }
        }
        return out.array();
    }

    private static double[][] toXyz(double xr, double yr, double xg, double yg, double xb, double yb) {
        double[][] primaries = {
            {xr / yr, xg / yg, xb / yb}, {1, 1, 1}, {(1 - xr - yr) / yr, (1 - xg - yg) / yg, (1 - xb - yb) / yb}
        };
        double[] scale = apply(inverse(primaries), D65);
        for (double[] row : primaries) {
            for (int c = 0; c < 3; c++) {
                row[c] *= scale[c];
            }
        }
        return primaries;
    }

    private static double[][] adaptation() {
        double[] from = apply(BRADFORD, D65);
        double[] to = apply(BRADFORD, D50);
        double[][] diagonal = {{to[0] / from[0], 0, 0}, {0, to[1] / from[1], 0}, {0, 0, to[2] / from[2]}};
        return multiply(inverse(BRADFORD), multiply(diagonal, BRADFORD));
    }

    private static double[] apply(double[][] m, double[] v) {
        double[] out = new double[3];
        for (int i = 0; i < 3; i++) {
            out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
        }
        return out;
    }

    private static double[][] multiply(double[][] a, double[][] b) {
        double[][] out = new double[3][3];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
            }
        }
        return out;
    }

    private static double[][] inverse(double[][] m) {
        double[][] out = new double[3][3];
        double determinant = 0;
        for (int i = 0; i < 3; i++) {
            determinant += m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] - m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                out[j][i] = (m[(i + 1) % 3][(j + 1) % 3] * m[(i + 2) % 3][(j + 2) % 3]
                                - m[(i + 1) % 3][(j + 2) % 3] * m[(i + 2) % 3][(j + 1) % 3])
                        / determinant;
            }
        }
        return out;
    }

    private static void xyz(ByteBuffer out, double[] xyz) {
        for (double v : xyz) {
            out.putInt((int) Math.round(v * 65_536));
        }
    }

    private static void put(ByteBuffer out, String ascii) {
        out.put(Pictures.ascii(ascii));
    }
}
