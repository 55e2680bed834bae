package dev.refinery.rewards.metric;

import dev.refinery.contracts.event.Placement;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;

/**
 * The part of a candidate where a subject was placed, brought back to the upright, unmirrored frame of its source box.
 *
 * @param lab the pixels; the border repeats where the box leaves the picture
 * @param inside 1 where the pixel lies in the picture, else 0
 */
record SubjectPatch(Lab lab, Plane inside) {
    static SubjectPatch of(CandidateView candidate, Placement placement, int width, int height) {
        Lab image = candidate.lab();
        Placement.Box box = placement.target();
        double w = box.width() * image.width();
        double h = box.height() * image.height();
        double cx = 0.5 * (box.x0() + box.x1()) * image.width();
        double cy = 0.5 * (box.y0() + box.y1()) * image.height();
        double cos = Math.cos(placement.rotation());
        double sin = Math.sin(placement.rotation());
        int taps = Math.clamp((int) Math.ceil(Math.max(w / width, h / height) - 0.2), 1, 4);
        Plane l = new Plane(width, height);
        Plane a = new Plane(width, height);
        Plane b = new Plane(width, height);
        Plane inside = new Plane(width, height);
        float share = 1f / (taps * taps);
        float[] to = {0, 0, 0};
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                to[0] = 0;
                to[1] = 0;
                to[2] = 0;
                for (int row = 0; row < taps; row++) {
                    double py = ((y + (row + 0.5) / taps) / height - 0.5) * h;
                    for (int column = 0; column < taps; column++) {
                        double u = (x + (column + 0.5) / taps) / width - 0.5;
                        double px = (placement.mirrored() ? -u : u) * w;
                        double sx = cx + cos * px - sin * py - 0.5;
                        double sy = cy + sin * px + cos * py - 0.5;
                        add(image, (float) sx, (float) sy, share, to);
                        if (sx > -1 && sy > -1 && sx < image.width() && sy < image.height()) {
                            inside.values()[i] += share;
                        }
                    }
                }
                l.values()[i] = to[0];
                a.values()[i] = to[1];
                b.values()[i] = to[2];
            }
        }
        return new SubjectPatch(new Lab(l, a, b, null), inside);
    }

    /** Adds a bilinear sample of the three channels; the border repeats. */
    private static void add(Lab image, float x, float y, float share, float[] to) {
        int w = image.width();
        float cx = Math.min(Math.max(x, 0f), w - 1f);
        float cy = Math.min(Math.max(y, 0f), image.height() - 1f);
        int x0 = (int) cx;
        int y0 = (int) cy;
        int x1 = Math.min(x0 + 1, w - 1);
        int y1 = Math.min(y0 + 1, image.height() - 1);
        float fx = cx - x0;
        float fy = cy - y0;
        float w00 = share * (1 - fx) * (1 - fy);
        float w01 = share * fx * (1 - fy);
        float w10 = share * (1 - fx) * fy;
        float w11 = share * fx * fy;
        int p00 = y0 * w + x0;
        int p01 = y0 * w + x1;
        int p10 = y1 * w + x0;
        int p11 = y1 * w + x1;
        float[] l = image.l().values();
        float[] a = image.a().values();
        float[] b = image.b().values();
        to[0] += w00 * l[p00] + w01 * l[p01] + w10 * l[p10] + w11 * l[p11];
        to[1] += w00 * a[p00] + w01 * a[p01] + w10 * a[p10] + w11 * a[p11];
        to[2] += w00 * b[p00] + w01 * b[p01] + w10 * b[p10] + w11 * b[p11];
    }
}
