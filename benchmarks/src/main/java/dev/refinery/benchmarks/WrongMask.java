package dev.refinery.benchmarks;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.JudgedCandidate;
import java.util.Optional;

/** Bad cut-outs of a subject, made from a good one: what a generator might cut and then vouch for. */
enum WrongMask {
    /** The rim is gone: a twelfth of the box on every side. */
    ERODED,
    /** The left side of the photo's backdrop comes along as a slab. */
    SLAB,
    /** The left half of the subject only. */
    HALF,
    /** Moved right by a third of the box: half of it backdrop. */
    SHIFTED;

    /** @param good white where the subject is, in the photo's frame */
    Raster of(Raster good, Box box) {
        int w = good.width();
        int h = good.height();
        int dx = (int) Math.max(1, box.width() * w / 12);
        int dy = (int) Math.max(1, box.height() * h / 12);
        return mask(w, h, (x, y) -> switch (this) {
            case ERODED ->
                Math.min(
                        Math.min(at(good, x - dx, y), at(good, x + dx, y)),
                        Math.min(Math.min(at(good, x, y - dy), at(good, x, y + dy)), at(good, x, y)));
            case SLAB -> inSlab(box, (x + 0.5) / w, (y + 0.5) / h) ? 255 : at(good, x, y);
            case HALF -> (x + 0.5) / w < 0.5 * (box.x0() + box.x1()) ? at(good, x, y) : 0;
            case SHIFTED -> at(good, x - (int) (box.width() * w / 3), y);
        });
    }

    private static boolean inSlab(Box box, double u, double v) {
        double left = Math.max(0, box.x0() - 0.2 * box.width());
        return u >= left && u < 0.5 * (box.x0() + box.x1()) && v >= box.y0() && v < box.y1();
    }

    /**
     * The cut-out that a candidate shows, brought back to the photo; empty when the frame or another subject hides some of it,
     * or it was turned.
     */
    static Optional<Raster> shown(JudgedCandidate candidate, Placement placement, int width, int height) {
        Raster visible = candidate.masks().get(placement.reference());
        if (visible == null || placement.visibleFraction() < 0.97 || Math.abs(placement.rotation()) > 0.02) {
            return Optional.empty();
        }
        Box source = placement.source();
        Box target = placement.target();
        return Optional.of(mask(width, height, (x, y) -> {
            double u = ((x + 0.5) / width - source.x0()) / source.width();
            double v = ((y + 0.5) / height - source.y0()) / source.height();
            if (u < 0 || u >= 1 || v < 0 || v >= 1) {
                return 0;
            }
            double across = placement.mirrored() ? 1 - u : u;
            return at(visible, (int) ((target.x0() + across * target.width()) * visible.width()), (int)
                    ((target.y0() + v * target.height()) * visible.height()));
        }));
    }

    private interface Level {
        int at(int x, int y);
    }

    private static Raster mask(int w, int h, Level level) {
        byte[] rgba = new byte[4 * w * h];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int p = 4 * (y * w + x);
                byte v = (byte) level.at(x, y);
                rgba[p] = v;
                rgba[p + 1] = v;
                rgba[p + 2] = v;
                rgba[p + 3] = (byte) 255;
            }
        }
        return Raster.of(w, h, rgba);
    }

    private static int at(Raster mask, int x, int y) {
        return x < 0 || y < 0 || x >= mask.width() || y >= mask.height() ? 0 : mask.sample(x, y, 0);
    }
}
