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
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                for (int t = 0; t < taps * taps; t++) {
                    double u = (x + (t % taps + 0.5) / taps) / width - 0.5;
                    double v = (y + (t / taps + 0.5) / taps) / height - 0.5;
                    double px = (placement.mirrored() ? -u : u) * w;
                    double py = v * h;
                    float sx = (float) (cx + cos * px - sin * py - 0.5);
                    float sy = (float) (cy + sin * px + cos * py - 0.5);
                    l.values()[i] += share * image.l().sample(sx, sy);
                    a.values()[i] += share * image.a().sample(sx, sy);
                    b.values()[i] += share * image.b().sample(sx, sy);
                    if (sx > -1 && sy > -1 && sx < image.width() && sy < image.height()) {
                        inside.values()[i] += share;
                    }
                }
            }
        }
        return new SubjectPatch(new Lab(l, a, b, null), inside);
    }
}
