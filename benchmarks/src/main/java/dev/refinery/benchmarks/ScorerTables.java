package dev.refinery.benchmarks;

import dev.refinery.benchmarks.Degradation.Dimension;
import dev.refinery.benchmarks.ScorerReport.ColorDistance;
import dev.refinery.benchmarks.ScorerReport.CutOut;
import dev.refinery.benchmarks.ScorerReport.Discrimination;
import dev.refinery.benchmarks.ScorerReport.Order;
import dev.refinery.benchmarks.ScorerReport.Unknown;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@link ScorerReport} for people. */
final class ScorerTables {
    private final PrintWriter out;

    ScorerTables(PrintWriter out) {
        this.out = out;
    }

    void print(ScorerReport report) {
        out.printf(
                Locale.ROOT,
                "%s (%s), %d cases, %d candidates%n",
                report.policy(),
                report.policyDigest().substring(0, 12),
                report.cases(),
                report.candidates());
        out.printf(Locale.ROOT, "%n");
        out.printf(Locale.ROOT, "Own against other jobs' references (raw scores)%n");
        out.printf(
                Locale.ROOT,
                "%-11s %7s %7s   %8s %8s %7s   %8s   %s%n",
                "role",
                "matched",
                "other",
                "mean own",
                "mean oth",
                "AUC",
                "hold-out",
                "target");
        for (Discrimination d : report.discrimination()) {
            out.printf(
                    Locale.ROOT,
                    "%-11s %7d %7d   %8.3f %8.3f %7.4f   %8s   >= %.2f %s%n",
                    d.role().wireName(),
                    d.reward().matched(),
                    d.reward().mismatched(),
                    d.reward().matchedMean(),
                    d.reward().mismatchedMean(),
                    d.reward().auc(),
                    d.holdout() == null
                            ? "-"
                            : String.format(Locale.ROOT, "%.4f", d.holdout().auc()),
                    d.target(),
                    d.met() ? "met" : "MISSED");
        }
        degradations(report.degradations());
        out.printf(Locale.ROOT, "%n");
        out.printf(
                Locale.ROOT,
                "Cut-outs with wrong masks: calibrated subject score, against the same candidate cut with the right mask%n");
        out.printf(
                Locale.ROOT,
                "%-9s %10s %7s %7s %14s   %s%n",
                "mask",
                "candidates",
                "right",
                "wrong",
                "clearly lower",
                "rewarded");
        for (CutOut c : report.cutOuts()) {
            out.printf(
                    Locale.ROOT,
                    "%-9s %10d %7.3f %7.3f %13.0f%%   %s%n",
                    lower(c.mask()),
                    c.candidates(),
                    c.right(),
                    c.wrong(),
                    100 * c.clearlyLower(),
                    c.rewarded().isEmpty() ? "none" : String.join(", ", c.rewarded()));
        }
        if (!report.unknownOrigin().isEmpty()) {
            out.printf(Locale.ROOT, "%n");
            out.printf(
                    Locale.ROOT,
                    "Published pictures without a layout: rank of the own reference among other jobs' of the same role%n");
            for (Unknown u : report.unknownOrigin()) {
                out.printf(
                        Locale.ROOT,
                        "%-10s %-12s %-11s %s%n",
                        u.picture(),
                        u.reference(),
                        u.role().wireName(),
                        said(u));
            }
        }
        out.printf(Locale.ROOT, "%n");
        out.printf(
                Locale.ROOT, "Mean CIEDE2000 inside the subject, as seen (least to most of the case's candidates)%n");
        for (ColorDistance c : report.colorDistance()) {
            out.printf(
                    Locale.ROOT,
                    "%-38s %-12s %5.1f (%.1f to %.1f)%n",
                    c.name(),
                    c.subject(),
                    c.mean(),
                    c.least(),
                    c.most());
        }
        List<String> missed = missed(report);
        out.printf(Locale.ROOT, "%n");
        out.println(missed.isEmpty() ? "Every target is met." : "Missed: " + String.join("; ", missed));
        out.flush();
    }

    private void degradations(List<Order> orders) {
        out.printf(Locale.ROOT, "%n");
        out.printf(Locale.ROOT, "Damage of known order, weakest to strongest%n");
        out.printf(
                Locale.ROOT,
                "%-19s %6s   %-34s %s%n",
                "degradation",
                "series",
                "must fall: violations of steps",
                "must hold: broken series");
        for (Order o : orders) {
            String falls = o.order().entrySet().stream()
                    .map(e -> lower(e.getKey()) + " " + e.getValue().violations() + "/"
                            + e.getValue().steps())
                    .collect(Collectors.joining(", "));
            String holds = o.broken().entrySet().stream()
                    .map(e -> lower(e.getKey()) + " " + e.getValue())
                    .collect(Collectors.joining(", "));
            out.printf(Locale.ROOT, "%-19s %6d   %-34s %s%n", o.degradation(), o.series(), falls, holds);
        }
        out.printf(Locale.ROOT, "%n");
        out.printf(Locale.ROOT, "Cross-talk: mean change of the calibrated score at the strongest damage%n");
        StringBuilder head = new StringBuilder(String.format("%-19s", "degradation"));
        for (Dimension dimension : Dimension.values()) {
            head.append(String.format(" %11s", lower(dimension)));
        }
        out.printf(Locale.ROOT, "%s%n", head);
        for (Order o : orders) {
            StringBuilder row = new StringBuilder(String.format("%-19s", o.degradation()));
            for (Dimension dimension : Dimension.values()) {
                Double change = o.change().get(dimension);
                row.append(String.format(
                        Locale.ROOT, " %11s", change == null ? "-" : String.format(Locale.ROOT, "%+.3f", change)));
            }
            out.printf(Locale.ROOT, "%s%n", row);
        }
    }

    /** The targets that the report misses; empty = none. */
    static List<String> missed(ScorerReport report) {
        List<String> missed = new ArrayList<>();
        for (Discrimination d : report.discrimination()) {
            if (!d.met()) {
                missed.add(String.format(
                        Locale.ROOT,
                        "%s AUC %.3f < %.2f",
                        d.role().wireName(),
                        d.reward().auc(),
                        d.target()));
            }
        }
        int lighting = report.degradations().stream()
                .map(Order::order)
                .map(Map::entrySet)
                .flatMap(java.util.Set::stream)
                .filter(e -> e.getKey() == Dimension.LIGHTING)
                .mapToInt(e -> e.getValue().violations())
                .sum();
        if (lighting > 0) {
            missed.add(lighting + " lighting order violations");
        }
        for (CutOut c : report.cutOuts()) {
            if (!c.rewarded().isEmpty()) {
                missed.add(String.format(
                        Locale.ROOT, "%d %s cut-outs rewarded", c.rewarded().size(), lower(c.mask())));
            }
        }
        return missed;
    }

    private static String said(Unknown u) {
        return u.masked() != null
                ? "masked: " + u.masked()
                : String.format(Locale.ROOT, "score %.3f, rank %d of %d", u.score(), u.rank(), u.of());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
