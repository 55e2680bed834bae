package dev.refinery.benchmarks;

import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.score.ReferenceScore;
import dev.refinery.contracts.score.Scorecard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** Scores of pictures by generator and role. Not thread-safe. */
final class StudioReport {
    private static final List<Role> ROLES = List.of(Role.SUBJECT, Role.BACKGROUND, Role.STYLE, Role.LIGHTING);

    private final Map<String, Tally> tallies = new LinkedHashMap<>();

    /** One scene's pictures. */
    void add(String generator, List<Scorecard> pictures, double seconds) {
        Tally tally = tallies.computeIfAbsent(generator, name -> new Tally());
        tally.all.addAll(pictures);
        tally.seconds += seconds;
        tally.best.add(pictures.stream()
                .max(Comparator.comparingDouble(StudioReport::worst))
                .orElseThrow(() -> new IllegalArgumentException("a scene without pictures")));
    }

    /** A Markdown table: mean over all pictures, in brackets over the best of each scene by its worst reference. */
    String table() {
        StringBuilder out = new StringBuilder(
                        "| generator | subject | background | style | lighting | quality | worst reference | s a picture |\n")
                .append("|---|---|---|---|---|---|---|---|\n");
        tallies.forEach((generator, tally) -> {
            out.append("| ").append(generator);
            for (Role role : ROLES) {
                out.append(" | ").append(cell(tally, card -> ofRole(card, role)));
            }
            out.append(" | ").append(cell(tally, card -> card.quality().score()));
            out.append(" | ").append(cell(tally, StudioReport::worst));
            out.append(String.format(Locale.ROOT, " | %.2f |%n", tally.seconds / tally.all.size()));
        });
        return out.toString();
    }

    private static String cell(Tally tally, ToDoubleFunction<Scorecard> value) {
        OptionalDouble all = mean(tally.all, value);
        OptionalDouble best = mean(tally.best, value);
        return all.isEmpty() || best.isEmpty()
                ? "not judged"
                : String.format(Locale.ROOT, "%.2f (%.2f)", all.getAsDouble(), best.getAsDouble());
    }

    private static OptionalDouble mean(List<Scorecard> cards, ToDoubleFunction<Scorecard> value) {
        return cards.stream().mapToDouble(value).filter(v -> !Double.isNaN(v)).average();
    }

    /** Mean of the role's judged references; not a number when there is none. */
    private static double ofRole(Scorecard card, Role role) {
        return card.references().stream()
                .filter(r -> r.role() == role && r.judged())
                .mapToDouble(ReferenceScore::score)
                .average()
                .orElse(Double.NaN);
    }

    private static double worst(Scorecard card) {
        return card.references().stream()
                .filter(ReferenceScore::judged)
                .mapToDouble(ReferenceScore::score)
                .min()
                .orElse(Double.NaN);
    }

    private static final class Tally {
        private final List<Scorecard> all = new ArrayList<>();
        private final List<Scorecard> best = new ArrayList<>();
        private double seconds;
    }
}
