package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;

/**
 * How much of its photo's backdrop a subject has brought along: the share of sure backdrop pixels of the source box that
 * still have the photo's colours in the target box, less how much the scene around the box has them.
 *
 * <p>A scene's light falls on the backdrop as it falls on the subject, so the colours are looked for as they are in the photo
 * and as the subject's own change of light (a gain of linear red, green and blue) would leave them; the higher share counts.
 */
final class BackdropSpill {
    /** Twice the variance of Lab differences that count as the same colour. */
    private static final double SAME_COLOR = 72;
    /** Weight of the foreground up to which a pixel is sure backdrop. */
    static final double SURE = 0.12;
    /** Share of the box that must be sure backdrop for a verdict. */
    private static final double ENOUGH = 0.02;

    private static final int POINTS_AROUND = 48;
    private static final double LARGEST_GAIN = 6;

    private final SubjectTemplate template;
    private final SubjectPatch patch;
    private final Lab scene;
    private final Placement.Box target;

    private BackdropSpill(SubjectTemplate template, SubjectPatch patch, Lab scene, Placement.Box target) {
        this.template = template;
        this.patch = patch;
        this.scene = scene;
        this.target = target;
    }

    /** [0, 1]; 0 where too little of the box is sure backdrop. */
    static double of(SubjectTemplate template, SubjectPatch patch, CandidateView candidate, Placement.Box target) {
        BackdropSpill spill = new BackdropSpill(template, patch, candidate.lab(), target);
        return Math.max(spill.under(Light.SAME), spill.under(spill.subjectsLight()));
    }

    private double under(Light light) {
        float[] weight = template.weight().values();
        double total = 1e-9;
        double same = 0;
        double[] mean = new double[3];
        double[] expected = new double[3];
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] > SURE || patch.inside().values()[i] < 0.5) {
                continue;
            }
            light.of(template.lab(), i, expected);
            same += likeness(
                    expected,
                    patch.lab().l().values()[i],
                    patch.lab().a().values()[i],
                    patch.lab().b().values()[i]);
            for (int k = 0; k < 3; k++) {
                mean[k] += expected[k];
            }
            total += 1;
        }
        if (total < ENOUGH * weight.length) {
            return 0;
        }
        for (int k = 0; k < 3; k++) {
            mean[k] /= total;
        }
        return Math.clamp(same / total - around(mean), 0, 1);
    }

    /** How much the scene just outside the target box looks like the expected mean backdrop. */
    private double around(double[] backdrop) {
        double sum = 0;
        for (int k = 0; k < POINTS_AROUND; k++) {
            double turn = 2 * Math.PI * k / POINTS_AROUND;
            double x = 0.5 * (target.x0() + target.x1()) + 0.72 * target.width() * Math.cos(turn);
            double y = 0.5 * (target.y0() + target.y1()) + 0.72 * target.height() * Math.sin(turn);
            float sx = (float) (x * scene.width() - 0.5);
            float sy = (float) (y * scene.height() - 0.5);
            sum += likeness(
                    backdrop,
                    scene.l().sample(sx, sy),
                    scene.a().sample(sx, sy),
                    scene.b().sample(sx, sy));
        }
        return sum / POINTS_AROUND;
    }

    private static double likeness(double[] lab, double l, double a, double b) {
        double dl = lab[0] - l;
        double da = lab[1] - a;
        double db = lab[2] - b;
        return Math.exp(-(0.35 * dl * dl + da * da + db * db) / SAME_COLOR);
    }

    /** What the scene's light did to the subject. */
    private Light subjectsLight() {
        double[] before = {1e-3, 1e-3, 1e-3};
        double[] after = {1e-3, 1e-3, 1e-3};
        double[] rgb = new double[3];
        Plane weight = template.weight();
        for (int i = 0; i < weight.values().length; i++) {
            double w = weight.values()[i] * patch.inside().values()[i];
            Light.linear(template.lab(), i, rgb);
            for (int k = 0; k < 3; k++) {
                before[k] += w * rgb[k];
            }
            Light.linear(patch.lab(), i, rgb);
            for (int k = 0; k < 3; k++) {
                after[k] += w * rgb[k];
            }
        }
        return new Light(gain(before[0], after[0]), gain(before[1], after[1]), gain(before[2], after[2]));
    }

    private static double gain(double before, double after) {
        return Math.clamp(after / before, 1 / LARGEST_GAIN, LARGEST_GAIN);
    }

    /**
     * A gain of linear red, green and blue (sRGB primaries, where renderers light a scene). Dark colours are taken for cubes too,
     * which errs below L = 8 only.
     */
    private record Light(double red, double green, double blue) {
        static final Light SAME = new Light(1, 1, 1);

        /** The pixel's Lab under this light. */
        void of(Lab lab, int pixel, double[] to) {
            if (equals(SAME)) {
                to[0] = lab.l().values()[pixel];
                to[1] = lab.a().values()[pixel];
                to[2] = lab.b().values()[pixel];
                return;
            }
            linear(lab, pixel, to);
            double r = Math.min(1, red * to[0]);
            double g = Math.min(1, green * to[1]);
            double b = Math.min(1, blue * to[2]);
            double fx = Math.cbrt((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
            double fy = Math.cbrt(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
            double fz = Math.cbrt((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
            to[0] = 116 * fy - 16;
            to[1] = 500 * (fx - fy);
            to[2] = 200 * (fy - fz);
        }

        static void linear(Lab lab, int pixel, double[] to) {
            double fy = (lab.l().values()[pixel] + 16) / 116;
            double fx = fy + lab.a().values()[pixel] / 500;
            double fz = fy - lab.b().values()[pixel] / 200;
            double x = 0.95047 * fx * fx * fx;
            double y = fy * fy * fy;
            double z = 1.08883 * fz * fz * fz;
            to[0] = Math.max(0, 3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
            to[1] = Math.max(0, -0.9692660 * x + 1.8760108 * y + 0.0415560 * z);
            to[2] = Math.max(0, 0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
        }
    }
}
