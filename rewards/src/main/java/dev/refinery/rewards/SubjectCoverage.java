package dev.refinery.rewards;

import dev.refinery.contracts.event.Placement;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;

/** The union of the subjects' claimed masks, or of their boxes where no mask is reported. */
final class SubjectCoverage {
    private SubjectCoverage() {}

    static Plane of(JudgedCandidate candidate, int width, int height) {
        Plane out = new Plane(width, height);
        for (Placement placement : candidate.placements()) {
            Raster mask = candidate.masks().get(placement.reference());
            if (mask == null) {
                addBox(placement.target(), out);
            } else {
                Plane lightness = Lab.crop(mask, 0, 0, 1, 1, width, height).l();
                for (int i = 0; i < out.values().length; i++) {
                    out.values()[i] =
                            Math.max(out.values()[i], Math.clamp(lightness.values()[i] / 100f, 0f, 1f));
                }
            }
        }
        return out;
    }

    /** At the picture's own size, without resampling of masks that have it. */
    static Plane exact(JudgedCandidate candidate) {
        int width = candidate.image().width();
        int height = candidate.image().height();
        Plane out = new Plane(width, height);
        for (Placement placement : candidate.placements()) {
            Raster mask = candidate.masks().get(placement.reference());
            if (mask == null) {
                addBox(placement.target(), out);
                continue;
            }
            for (int y = 0; y < height; y++) {
                int row = y * mask.height() / height;
                for (int x = 0; x < width; x++) {
                    float alpha = mask.sample(x * mask.width() / width, row, 0) / 255f;
                    out.values()[y * width + x] = Math.max(out.values()[y * width + x], alpha);
                }
            }
        }
        return out;
    }

    private static void addBox(Placement.Box box, Plane out) {
        int x0 = (int) Math.max(0, Math.floor(box.x0() * out.width()));
        int x1 = (int) Math.min(out.width(), Math.ceil(box.x1() * out.width()));
        int y0 = (int) Math.max(0, Math.floor(box.y0() * out.height()));
        int y1 = (int) Math.min(out.height(), Math.ceil(box.y1() * out.height()));
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                out.values()[y * out.width() + x] = 1;
            }
        }
    }
}
