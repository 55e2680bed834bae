package dev.refinery.benchmarks;

import dev.refinery.benchmarks.PairedBootstrap.Interval;
import dev.refinery.benchmarks.SearchRun.Summary;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What an ablation found: for each budget and method means over runs, and paired differences to best-of-N by mean. */
final class AblationReport {
    private AblationReport() {}

    /**
     * One method on one case and seed at one budget. {@code reached}: candidates until one is as good as best-of-N on
     * average, as a share of N; 1 when none is.
     */
    record Run(
            String bench,
            long seed,
            double worst,
            double mean,
            double merit,
            double holdoutWorst,
            double holdoutMean,
            double allGates,
            double diversity,
            double reached) {}

    /**
     * @param vsBaseline paired difference to best-of-N by mean, by measure
     * @param fullVs paired difference of the whole search to this method: what the part that it lacks brings; empty when
     *     the whole search was not measured
     */
    record Row(
            String method,
            Map<String, Double> means,
            Map<String, Interval> vsBaseline,
            Map<String, Interval> fullVs,
            List<Run> runs) {}

    record Table(String cases, int budget, List<Row> rows) {}

    private static final Map<String, ToDoubleFunction<Run>> MEASURES = measures();

    private static Map<String, ToDoubleFunction<Run>> measures() {
        Map<String, ToDoubleFunction<Run>> measures = new LinkedHashMap<>();
        measures.put("holdout_worst", Run::holdoutWorst);
        measures.put("holdout_mean", Run::holdoutMean);
        measures.put("worst", Run::worst);
        measures.put("mean", Run::mean);
        measures.put("merit", Run::merit);
        measures.put("all_gates", Run::allGates);
        measures.put("diversity", Run::diversity);
        measures.put("reached", Run::reached);
        return measures;
    }

    /** @param trajectories of every method, in the same order of cases and seeds */
    static Table table(String cases, int budget, Map<String, List<Trajectory>> trajectories) {
        List<Trajectory> drawn = trajectories.getOrDefault(SearchMethod.BASELINE, List.of());
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        trajectories.forEach((method, list) -> {
            List<Run> ofMethod = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                ofMethod.add(run(list.get(i), target(list.get(i).bench(), drawn, budget), budget));
            }
            runs.put(method, ofMethod);
        });
        List<Run> baseline = runs.getOrDefault(SearchMethod.BASELINE, List.of());
        List<Row> rows = new ArrayList<>();
        List<Run> full = runs.getOrDefault(SearchMethod.FULL, List.of());
        runs.forEach((method, list) -> rows.add(row(method, list, baseline, full)));
        return new Table(cases, budget, rows);
    }

    /** What best-of-N comes to on a case, mean over seeds. */
    private static double target(String bench, List<Trajectory> drawn, int budget) {
        return drawn.stream()
                .filter(d -> d.bench().equals(bench))
                .mapToDouble(d -> d.made().stream()
                        .limit(budget)
                        .mapToDouble(m -> Merit.chebyshev(m.card()))
                        .max()
                        .orElse(0))
                .average()
                .orElse(0);
    }

    private static Run run(Trajectory trajectory, double target, int budget) {
        Summary summary = trajectory.summary(budget);
        int needed = Math.min(budget, trajectory.candidatesTo(target, Merit::chebyshev));
        return new Run(
                trajectory.bench(),
                trajectory.seed(),
                summary.worst(),
                summary.mean(),
                Merit.chebyshev(trajectory.delivered(budget).card()),
                Merit.holdoutWorst(trajectory.delivered(budget).card()),
                Merit.holdoutMean(trajectory.delivered(budget).card()),
                summary.allGates() ? 1 : 0,
                trajectory.diversity(budget),
                (double) needed / budget);
    }

    private static Row row(String method, List<Run> runs, List<Run> baseline, List<Run> full) {
        Map<String, Double> means = new LinkedHashMap<>();
        MEASURES.forEach((name, value) -> means.put(name, mean(runs, value)));
        List<Pair> pairs = pairs(runs, baseline);
        Map<String, Interval> vsBaseline = differences(pairs);
        vsBaseline.put("closed_holdout_worst", closed(pairs, Run::holdoutWorst));
        vsBaseline.put("closed_worst", closed(pairs, Run::worst));
        return new Row(method, means, vsBaseline, full.isEmpty() ? Map.of() : differences(pairs(full, runs)), runs);
    }

    private static List<Pair> pairs(List<Run> runs, List<Run> others) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            pairs.add(new Pair(runs.get(i), others.get(i)));
        }
        return pairs;
    }

    private static Map<String, Interval> differences(List<Pair> pairs) {
        Map<String, Interval> differences = new LinkedHashMap<>();
        MEASURES.forEach((name, value) -> differences.put(
                name,
                PairedBootstrap.of(
                        pairs,
                        p -> p.run().bench(),
                        sample -> sample.stream()
                                .mapToDouble(p -> value.applyAsDouble(p.run()) - value.applyAsDouble(p.other()))
                                .average()
                                .orElse(0))));
        return differences;
    }

    /** The share of what the baseline leaves to 1.0. */
    private static Interval closed(List<Pair> pairs, ToDoubleFunction<Run> value) {
        return PairedBootstrap.of(pairs, p -> p.run().bench(), sample -> {
            double gained = sample.stream()
                    .mapToDouble(p -> value.applyAsDouble(p.run()) - value.applyAsDouble(p.other()))
                    .sum();
            double left = sample.stream()
                    .mapToDouble(p -> 1 - value.applyAsDouble(p.other()))
                    .sum();
            return left == 0 ? 0 : gained / left;
        });
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Run> value) {
        return runs.stream().mapToDouble(value).average().orElse(0);
    }

    static void print(PrintWriter out, Table table) {
        out.printf(
                Locale.ROOT,
                "%n%s cases, %d candidates, %d runs a method; against best-of-N by mean: [95 %% paired bootstrap]%n",
                table.cases(),
                table.budget(),
                table.rows().get(0).runs().size());
        out.printf(
                "%-20s %-30s %-22s %-29s %-29s %5s %9s %7s%n",
                "method",
                "worst hold-out",
                "closes of it",
                "mean hold-out",
                "worst reference",
                "gates",
                "diversity",
                "reached");
        for (Row row : table.rows()) {
            Map<String, Double> m = row.means();
            out.printf(
                    Locale.ROOT,
                    "%-20s %.3f %-24s %-22s %.3f %-23s %.3f %-23s %4.0f%% %9.2f %6.0f%%%n",
                    row.method(),
                    m.getOrDefault("holdout_worst", 0.0),
                    difference(row.vsBaseline(), "holdout_worst"),
                    share(row, "closed_holdout_worst"),
                    m.getOrDefault("holdout_mean", 0.0),
                    difference(row.vsBaseline(), "holdout_mean"),
                    m.getOrDefault("worst", 0.0),
                    difference(row.vsBaseline(), "worst"),
                    100 * m.getOrDefault("all_gates", 0.0),
                    m.getOrDefault("diversity", 0.0),
                    100 * m.getOrDefault("reached", 0.0));
        }
        out.printf("%nthe whole search minus%n");
        for (Row row : table.rows()) {
            if (!row.fullVs().isEmpty() && !row.method().equals(SearchMethod.FULL)) {
                out.printf(
                        "%-20s worst hold-out %s, mean hold-out %s, worst reference %s, gates %s, reached %s%n",
                        row.method(),
                        difference(row.fullVs(), "holdout_worst"),
                        difference(row.fullVs(), "holdout_mean"),
                        difference(row.fullVs(), "worst"),
                        difference(row.fullVs(), "all_gates"),
                        difference(row.fullVs(), "reached"));
            }
        }
        out.flush();
    }

    private static String difference(Map<String, Interval> differences, String measure) {
        Interval i = differences.get(measure);
        return i == null ? "" : String.format(Locale.ROOT, "%+.3f [%+.3f %+.3f]", i.value(), i.low(), i.high());
    }

    private static String share(Row row, String measure) {
        Interval i = row.vsBaseline().get(measure);
        return i == null
                ? ""
                : String.format(Locale.ROOT, "%+.0f%% [%+.0f %+.0f]", 100 * i.value(), 100 * i.low(), 100 * i.high());
    }

    private record Pair(Run run, Run other) {}
}
