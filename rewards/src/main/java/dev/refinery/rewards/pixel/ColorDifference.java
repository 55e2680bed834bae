package dev.refinery.rewards.pixel;

/** CIEDE2000 (Sharma, Wu and Dalal, 2005), kL = kC = kH = 1. Stateless. */
public final class ColorDifference {
    private static final double POW_25_7 = Math.pow(25, 7);

    private ColorDifference() {}

    public static double ciede2000(double l1, double a1, double b1, double l2, double a2, double b2) {
        double meanChroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
        double g = 0.5 * (1 - chromaWeight(meanChroma));
        double ap1 = (1 + g) * a1;
        double ap2 = (1 + g) * a2;
        double c1 = Math.hypot(ap1, b1);
        double c2 = Math.hypot(ap2, b2);
        double h1 = hue(ap1, b1);
        double h2 = hue(ap2, b2);
        boolean grey = c1 * c2 == 0;
        double turn = h2 - h1;
        if (grey) {
            turn = 0;
        } else if (turn > 180) {
            turn -= 360;
        } else if (turn < -180) {
            turn += 360;
        }
        double dH = 2 * Math.sqrt(c1 * c2) * Math.sin(Math.toRadians(turn) / 2);
        double dL = l2 - l1;
        double dC = c2 - c1;
        double meanL = (l1 + l2) / 2;
        double meanC = (c1 + c2) / 2;
        double meanH = h1 + h2;
        if (!grey) {
            if (Math.abs(h1 - h2) > 180) {
                meanH += meanH < 360 ? 360 : -360;
            }
            meanH /= 2;
        }
        double t = 1
                - 0.17 * cos(meanH - 30)
                + 0.24 * cos(2 * meanH)
                + 0.32 * cos(3 * meanH + 6)
                - 0.20 * cos(4 * meanH - 63);
        double lightness = (meanL - 50) * (meanL - 50);
        double sL = 1 + 0.015 * lightness / Math.sqrt(20 + lightness);
        double sC = 1 + 0.045 * meanC;
        double sH = 1 + 0.015 * meanC * t;
        double theta = 30 * Math.exp(-Math.pow((meanH - 275) / 25, 2));
        double rT = -2 * chromaWeight(meanC) * Math.sin(Math.toRadians(2 * theta));
        double x = dL / sL;
        double y = dC / sC;
        double z = dH / sH;
        return Math.sqrt(Math.max(0, x * x + y * y + z * z + rT * y * z));
    }

    private static double chromaWeight(double chroma) {
        double c7 = Math.pow(chroma, 7);
        return Math.sqrt(c7 / (c7 + POW_25_7));
    }

    private static double hue(double a, double b) {
        if (a == 0 && b == 0) {
            return 0;
        }
        double degrees = Math.toDegrees(Math.atan2(b, a));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }
}
