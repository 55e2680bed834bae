package dev.refinery.benchmarks;

import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.event.Placement.Box;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.JudgedCandidate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Damage with a known order.
 *
 * @param strengths rising, without the undamaged 0
 * @param falls dimensions whose raw score must fall with the strength; the others are free unless in {@code holds}
 * @param holds dimensions that must not lose more than {@link #HELD} of their calibrated score at any strength
 * @param damage the damaged picture; empty where it does not apply (no style to take away)
 */
record Degradation(
        String name,
        List<Double> strengths,
        Set<Dimension> falls,
        Set<Dimension> holds,
        BiFunction<Specimen, Double, Optional<Raster>> damage) {
    /** Calibrated score that a dimension may lose to damage that is not its own. */
    static final double HELD = 0.15;

    /**
     * What is scored. Light is judged against the undamaged candidate itself: against another picture a darker candidate may
     * rightly be the better one.
     */
    enum Dimension {
        SUBJECT,
        BACKGROUND,
        STYLE,
        LIGHTING,
        QUALITY
    }

    /**
     * A composed candidate and what is needed to damage it.
     *
     * @param otherSubject the same job with another subject in the place of the first; null when there is none
     * @param otherBackground the same latents on another scene
     * @param unstyled the same latents without the style reference
     */
    record Specimen(
            JudgedCandidate candidate,
            Optional<JudgedCandidate> otherSubject,
            Optional<JudgedCandidate> otherBackground,
            Optional<JudgedCandidate> unstyled) {
        Raster image() {
            return candidate.image();
        }

        Placement subject() {
            return candidate.placements().getFirst();
        }

        /** The first subject's visible mask, [0, 1]. */
        double mask(int x, int y) {
            Raster mask = candidate.masks().get(subject().reference());
            return mask == null ? 0 : share(mask, x, y);
        }

        /** All subjects' masks. */
        double masks(int x, int y) {
            double most = 0;
            for (Raster mask : candidate.masks().values()) {
                most = Math.max(most, share(mask, x, y));
            }
            return most;
        }

        /** A mask may have another size than the picture. */
        private double share(Raster mask, int x, int y) {
            int column = x * mask.width() / image().width();
            int row = y * mask.height() / image().height();
            return mask.sample(column, row, 0) / 255.0;
        }
    }

    static List<Degradation> all() {
        Dimension subject = Dimension.SUBJECT;
        Dimension background = Dimension.BACKGROUND;
        Dimension style = Dimension.STYLE;
        Dimension lighting = Dimension.LIGHTING;
        Dimension quality = Dimension.QUALITY;
        return List.of(
                new Degradation(
                        "blur",
                        List.of(1.0, 2.0, 4.0),
                        Set.of(subject, quality),
                        Set.of(lighting),
                        whole((image, r) -> PictureEdits.blurred(image, r.intValue()))),
                new Degradation(
                        "exposure",
                        List.of(0.25, 0.5, 0.75),
                        Set.of(lighting),
                        Set.of(subject, background),
                        whole((image, k) -> PictureEdits.lit(image, (c, x, y) -> 1 - k))),
                new Degradation(
                        "warm gain",
                        List.of(0.15, 0.3, 0.5),
                        Set.of(lighting),
                        Set.of(background),
                        whole((image, k) -> PictureEdits.lit(image, (c, x, y) -> c == 0 ? 1 + k : c == 1 ? 1 : 1 - k))),
                new Degradation(
                        "gamma",
                        List.of(1.25, 1.6, 2.2),
                        Set.of(lighting),
                        Set.of(subject, background),
                        whole(PictureEdits::gamma)),
                new Degradation(
                        "side gradient",
                        List.of(0.3, 0.6, 0.9),
                        Set.of(lighting),
                        Set.of(subject, background),
                        whole((image, k) -> PictureEdits.lit(image, (c, x, y) -> 1 - k * x))),
                new Degradation(
                        "JPEG",
                        List.of(0.5, 0.85, 0.98),
                        Set.of(quality),
                        Set.of(background, lighting),
                        whole((image, k) -> PictureEdits.jpeg(image, 1 - k))),
                new Degradation(
                        "subject colour",
                        List.of(0.3, 0.6, 1.0),
                        Set.of(subject),
                        Set.of(background, quality),
                        (s, k) -> Optional.of(PictureEdits.recolored(s.image(), k, s::mask))),
                new Degradation(
                        "subject swapped",
                        List.of(0.35, 0.7, 1.0),
                        Set.of(subject),
                        Set.of(background, quality),
                        Degradation::swapped),
                new Degradation(
                        "subject cropped",
                        List.of(0.25, 0.5, 0.75),
                        Set.of(subject),
                        Set.of(background),
                        (s, k) -> Optional.of(
                                PictureEdits.erased(s.image(), (x, y) -> inTop(s, y, k) ? s.mask(x, y) : 0))),
                new Degradation(
                        "background swapped",
                        List.of(0.35, 0.7, 1.0),
                        Set.of(background),
                        Set.of(subject),
                        (s, k) -> s.otherBackground()
                                .map(other -> PictureEdits.blended(
                                        s.image(), other.image(), (x, y) -> k * (1 - s.masks(x, y))))),
                new Degradation(
                        "style away",
                        List.of(0.35, 0.7, 1.0),
                        Set.of(style),
                        Set.of(subject, background),
                        (s, k) -> s.unstyled()
                                .map(plain -> PictureEdits.blended(s.image(), plain.image(), (x, y) -> k))));
    }

    private static BiFunction<Specimen, Double, Optional<Raster>> whole(BiFunction<Raster, Double, Raster> edit) {
        return (specimen, strength) -> Optional.of(edit.apply(specimen.image(), strength));
    }

    private static Optional<Raster> swapped(Specimen specimen, double share) {
        return specimen.otherSubject().map(other -> {
            Box to = specimen.subject().target();
            Box from = other.placements().getFirst().target();
            Raster stranger = PictureEdits.moved(specimen.image(), other.image(), from, to);
            return PictureEdits.blended(
                    specimen.image(), stranger, (x, y) -> inside(to, specimen.image(), x, y) ? share : 0);
        });
    }

    private static boolean inside(Box box, Raster image, int x, int y) {
        double u = (x + 0.5) / image.width();
        double v = (y + 0.5) / image.height();
        return u >= box.x0() && u < box.x1() && v >= box.y0() && v < box.y1();
    }

    private static boolean inTop(Specimen specimen, int y, double share) {
        Box box = specimen.subject().target();
        return (y + 0.5) / specimen.image().height() < box.y0() + share * box.height();
    }
}
