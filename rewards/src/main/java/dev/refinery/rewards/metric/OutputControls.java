package dev.refinery.rewards.metric;

import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.AskedOutput;
import dev.refinery.rewards.CandidateView;
import dev.refinery.rewards.pixel.Lab;
import dev.refinery.rewards.pixel.Plane;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures whether a picture is what its output controls asked for. Only what was asked for is measured; a job without controls has
 * nothing to miss. docs/rewards.md has the measures and their tolerances.
 */
public final class OutputControls {
    /** Every part's name begins with it. */
    public static final String PREFIX = "output_";

    /** 1 when all that was asked for is kept, else how near the worst control comes, below 1. */
    public static final String MET = PREFIX + "met";

    private static final double BOX_TOLERANCE = 0.02;
    private static final double LOOSE_EDGE = 0.10;

    /** Levels of a channel that a soft shadow may differ by and still be background, where nobody says what is subject. */
    private static final int BARELY_SEEN = 24;

    /** Share of the longer side around subjects where a style's line or a coder's ringing may be. */
    private static final double MARGIN = 0.015;

    private final OutputSpec asked;
    private final boolean lossless;
    private final CandidateView candidate;
    /** Where subjects are; null = nobody says. */
    private final @Nullable Plane cover;

    private final Map<String, Double> parts = new LinkedHashMap<>();
    private final List<Double> missed = new ArrayList<>();

    private OutputControls(AskedOutput asked, CandidateView candidate) {
        this.asked = asked.spec();
        this.lossless = asked.lossless();
        this.candidate = candidate;
        this.cover = cover(asked.spec(), candidate);
    }

    /** Named numbers, {@link #MET} among them; empty when nothing was asked for. */
    public static Map<String, Double> of(CandidateView candidate) {
        Optional<AskedOutput> asked = candidate.asked();
        return asked.isEmpty() ? Map.of() : new OutputControls(asked.get(), candidate).measure();
    }

    /** As the generator claims it. Where it says nothing, what is not the plain background is subject. */
    private static @Nullable Plane cover(OutputSpec asked, CandidateView candidate) {
        if (!candidate.placements().isEmpty()) {
            return candidate.fullSubjects();
        }
        if (asked.background() == null) {
            return null;
        }
        int[] colour = OutputSpec.rgb(asked.background());
        Plane seen = new Plane(candidate.image().width(), candidate.image().height());
        for (int y = 0; y < seen.height(); y++) {
            for (int x = 0; x < seen.width(); x++) {
                boolean plain = is(candidate, colour, x, y, BARELY_SEEN);
                seen.values()[y * seen.width() + x] = plain ? 0 : 1;
            }
        }
        return seen;
    }

    private Map<String, Double> measure() {
        Plane subjects = cover;
        if (asked.background() != null && subjects != null) {
            background(OutputSpec.rgb(asked.background()), subjects);
        }
        if (subjects != null && (asked.subjectFill() != null || asked.padding() != null || asked.align() != null)) {
            SubjectBox box = SubjectBox.of(subjects);
            fill(box);
            padding(box);
            align(box);
        }
        if (asked.palette() != null) {
            tell("palette_distance", paletteDistance(asked.palette()));
        }
        if (!parts.isEmpty()) {
            parts.put(MET, missed.stream().mapToDouble(m -> m).min().orElse(1));
        }
        return Map.copyOf(parts);
    }

    /** A preset's border belongs to nobody; else subjects may reach it. */
    private void background(int[] colour, Plane subjects) {
        int w = candidate.image().width();
        int h = candidate.image().height();
        int ring = Math.max(1, Math.min(w, h) / 100);
        long border = 0;
        long borderRight = 0;
        long open = 0;
        long openRight = 0;
        Plane near = Margin.around(subjects, (int) Math.ceil(MARGIN * Math.max(w, h)));
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                boolean onBorder = x < ring || y < ring || x >= w - ring || y >= h - ring;
                boolean subject = subjects.at(x, y) > 0;
                if (onBorder && (asked.preset() != null || !subject)) {
                    border++;
                    borderRight += is(candidate, colour, x, y, lossless ? 0 : 3) ? 1 : 0;
                }
                if (near.at(x, y) == 0) {
                    open++;
                    openRight += is(candidate, colour, x, y, lossless ? 0 : 12) ? 1 : 0;
                }
            }
        }
        least("background_border", share(borderRight, border), lossless ? 1 : 0.995);
        double exact = share(openRight, open);
        if (asked.shadow() == Shadow.NONE) {
            least("background_open", exact, lossless ? 0.995 : 0.98);
        } else {
            tell("background_open", exact);
        }
    }

    private static boolean is(CandidateView candidate, int[] colour, int x, int y, int tolerance) {
        for (int c = 0; c < 3; c++) {
            if (Math.abs(candidate.image().sample(x, y, c) - colour[c]) > tolerance) {
                return false;
            }
        }
        return true;
    }

    private static double share(long some, long all) {
        return all == 0 ? 1 : (double) some / all;
    }

    private void fill(SubjectBox box) {
        Double wanted = asked.subjectFill();
        if (wanted == null) {
            return;
        }
        double found = Math.max(box.width(), box.height());
        double least = asked.preset() == null
                ? wanted - BOX_TOLERANCE
                : Math.max(asked.preset().leastFill(), wanted - BOX_TOLERANCE);
        tell("subject_fill", found);
        if (found < least || found > wanted + BOX_TOLERANCE) {
            missed.add(nearness(Math.abs(found - wanted)));
        }
    }

    private void padding(SubjectBox box) {
        Double wanted = asked.padding();
        if (wanted == null) {
            return;
        }
        double found = Math.min(Math.min(box.x0(), box.y0()), Math.min(1 - box.x1(), 1 - box.y1()));
        tell("padding", found);
        if (found < wanted - BOX_TOLERANCE / 2) {
            missed.add(nearness(wanted - found));
        }
    }

    private void align(SubjectBox box) {
        Alignment wanted = asked.align();
        if (wanted == null) {
            return;
        }
        double across = offset(wanted.column(), box.x0(), 1 - box.x1());
        double down = offset(wanted.row(), 1 - box.y1(), box.y0());
        double worst = Math.max(across, down);
        tell("align_offset", worst);
        if (worst > BOX_TOLERANCE) {
            missed.add(nearness(worst));
        }
    }

    /**
     * How far off, as a share of the frame.
     *
     * @param step 0 = at the first side, 1 = in the middle, 2 = at the other
     */
    private double offset(int step, double free, double beyond) {
        if (step == 1) {
            return Math.abs(free - beyond) / 2;
        }
        double margin = step == 0 ? free : beyond;
        // Without a padding the generator chooses how near the edge is.
        return asked.padding() == null
                ? Math.max(0, margin - LOOSE_EDGE)
                : Math.abs(Math.max(0, margin) - asked.padding());
    }

    private void least(String name, double found, double wanted) {
        tell(name, found);
        if (found < wanted) {
            missed.add(Math.min(found, 0.99));
        }
    }

    /** Six digits: people and events need no more. */
    private void tell(String name, double measured) {
        parts.put(PREFIX + name, Math.round(measured * 1e6) / 1e6);
    }

    private static double nearness(double off) {
        return Math.clamp(1 - off, 0, 0.99);
    }

    /** Mean distance in a, b of what is not subject to the nearest of the colours. */
    private double paletteDistance(List<String> palette) {
        List<Lab> inks = palette.stream().map(OutputControls::ink).toList();
        Lab seen = candidate.lab();
        Plane subjects = candidate.subjects();
        double sum = 0;
        int open = 0;
        for (int i = 0; i < subjects.values().length; i++) {
            if (subjects.values()[i] < 0.05f) {
                double nearest = Double.MAX_VALUE;
                for (Lab ink : inks) {
                    nearest = Math.min(
                            nearest,
                            Math.hypot(
                                    seen.a().values()[i] - ink.a().values()[0],
                                    seen.b().values()[i] - ink.b().values()[0]));
                }
                sum += nearest;
                open++;
            }
        }
        return open == 0 ? 0 : sum / open;
    }

    private static Lab ink(String colour) {
        int[] rgb = OutputSpec.rgb(colour);
        return Lab.fit(Raster.filled(8, 8, rgb[0], rgb[1], rgb[2], 255), 8);
    }
}
