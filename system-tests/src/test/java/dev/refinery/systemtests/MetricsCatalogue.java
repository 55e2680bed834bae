package dev.refinery.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meters of the three services, as the code registers them and as docs/metrics.md tells of them. */
final class MetricsCatalogue {
    /** {@code Timer.builder("name")....register(...)}, or {@code registry.counter("name", "label", value)} and its like. */
    private static final Pattern METER = Pattern.compile(
            "(?:(Timer|Counter|Gauge|FunctionCounter)\\.builder|\\b(?:registry|meters)\\s*\\.(counter|timer|gauge))\\(\\s*\"(refinery\\.[a-z.]+)\"((?:\"[^\"]*\"|[^;\"])*+);");

    private static final Pattern UNIT = Pattern.compile("\\.baseUnit\\(\"([a-z]+)\"\\)");
    private static final Pattern TAG = Pattern.compile("\\.tag\\(\\s*\"([a-z]+)\"");
    private static final Pattern ARGUMENT = Pattern.compile(",\\s*\"([a-z]+)\"");
    private static final Pattern ROW = Pattern.compile(
            "\\| `([a-z_]+)` \\| (counter|gauge|timer|histogram) \\| ([^|]*) \\| ([^|]*) \\| ([^|]*) \\|");

    private MetricsCatalogue() {}

    /**
     * @param name without {@code _count}, {@code _sum}, {@code _max} and {@code _bucket}
     * @param type {@code histogram} is a timer with buckets
     * @param unit {@code -} = a plain number
     */
    record Metric(String service, String name, String type, Set<String> labels, String unit) {
        /** The series that Prometheus has of it. */
        List<String> series() {
            return switch (type) {
                case "timer" -> List.of(name + "_count", name + "_sum", name + "_max");
                case "histogram" -> List.of(name + "_count", name + "_sum", name + "_max", name + "_bucket");
                default -> List.of(name);
            };
        }
    }

    static List<Metric> ofCode() {
        List<Metric> metrics = new ArrayList<>();
        for (String service : Manifests.OURS) {
            Matcher meter = METER.matcher(Sources.text(service));
            while (meter.find()) {
                metrics.add(metric(service, meter));
            }
        }
        return metrics;
    }

    private static Metric metric(String service, Matcher meter) {
        boolean built = meter.group(1) != null;
        String kind = (built ? meter.group(1) : meter.group(2)).toLowerCase(Locale.ROOT);
        String rest = meter.group(4);
        Matcher unit = UNIT.matcher(rest);
        boolean hasUnit = unit.find();
        Set<String> labels = new TreeSet<>();
        String scope = built ? rest : rest.substring(0, rest.indexOf(')'));
        Matcher label = (built ? TAG : ARGUMENT).matcher(scope);
        while (label.find()) {
            labels.add(label.group(1));
        }
        String base = meter.group(3).replace('.', '_');
        return switch (kind) {
            case "timer" -> {
                String type = rest.contains("publishPercentileHistogram") ? "histogram" : "timer";
                yield new Metric(service, base + "_seconds", type, labels, "seconds");
            }
            case "counter", "functioncounter" ->
                new Metric(
                        service,
                        base + (hasUnit ? "_" + unit.group(1) : "") + "_total",
                        "counter",
                        labels,
                        hasUnit ? unit.group(1) : "-");
            default ->
                new Metric(
                        service,
                        base + (hasUnit ? "_" + unit.group(1) : ""),
                        "gauge",
                        labels,
                        hasUnit ? unit.group(1) : "-");
        };
    }

    /** The rows of docs/metrics.md by service; those that the runtime brings have the service {@code runtime}. */
    static List<Metric> ofPage() throws IOException {
        List<Metric> metrics = new ArrayList<>();
        String service = "";
        for (String line : Files.readAllLines(Path.of(Checkout.ROOT.toString(), "docs/metrics.md"))) {
            if (line.startsWith("## ")) {
                service = line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-');
            }
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> labels = new TreeSet<>();
                Matcher label = Pattern.compile("`([a-z]+)`").matcher(row.group(3));
                while (label.find()) {
                    labels.add(label.group(1));
                }
                metrics.add(new Metric(
                        service,
                        row.group(1),
                        row.group(2),
                        labels,
                        row.group(4).trim()));
            }
        }
        return metrics;
    }
}
