package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.refinery.systemtests.MetricsCatalogue.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Dashboards, alerts and scalers ask for metrics that exist, and the page of metrics says what the code measures. */
class MonitoringTest {
    private static final Path CHECKOUT = Checkout.ROOT;
    /** A name that could be a metric or a recorded rule; functions are told apart by the bracket after them. */
    private static final Pattern NAME =
            Pattern.compile("\\b((?:refinery|http|jvm|process|up)[a-z_]*(?::[a-z_]+)?)\\b(?!\\s*\\()");

    private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_:]+)\\{([^}]*)\\}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
    /** Labels that Prometheus gives every series. */
    private static final Set<String> GIVEN = Set.of("job", "instance", "le");

    private static final Set<String> UNITS = Set.of("s", "bytes", "percentunit", "reqps", "cps", "short");

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void pageOfMetricsIsWhatTheCodeRegisters() throws IOException {
        List<Metric> page = MetricsCatalogue.ofPage().stream()
                .filter(m -> !m.service().equals("runtime"))
                .toList();

        assertThat(MetricsCatalogue.ofCode()).hasSizeGreaterThan(20);
        assertThat(page).containsExactlyInAnyOrderElementsOf(MetricsCatalogue.ofCode());
    }

    @Test
    void everyMeterOfTheCodeIsSeenHere() {
        for (String service : Manifests.OURS) {
            Set<String> literals = new TreeSet<>();
            Matcher literal = Pattern.compile(
                            "(?:builder|counter|timer|gauge|summary|more)\\(\\s*\"(refinery\\.[a-z.]+)\"")
                    .matcher(Sources.text(service));
            while (literal.find()) {
                literals.add(literal.group(1).replace('.', '_'));
            }
            List<String> seen = MetricsCatalogue.ofCode().stream()
                    .filter(m -> m.service().equals(service))
                    .map(Metric::name)
                    .toList();

            assertThat(literals)
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(l -> assertThat(seen).anyMatch(name -> name.startsWith(l)));
        }
    }

    @Test
    void dashboardsAreUsable() throws IOException {
        Set<String> ids = new HashSet<>();
        for (Path file : dashboards()) {
            JsonNode board = json.readTree(file.toFile());
            assertThat(ids.add(board.get("uid").asText())).as("uid of %s", file).isTrue();
            assertThat(board.get("title").asText()).startsWith("Refinery / ");
            Set<Integer> panels = new HashSet<>();
            for (JsonNode panel : board.get("panels")) {
                String title = file.getFileName() + ", " + panel.get("title").asText();
                JsonNode place = panel.get("gridPos");
                assertThat(panels.add(panel.get("id").asInt())).as(title).isTrue();
                assertThat(place.get("x").asInt() + place.get("w").asInt())
                        .as(title)
                        .isLessThanOrEqualTo(24);
                if (!panel.get("type").asText().equals("row")) {
                    assertThat(UNITS)
                            .as("unit of %s", title)
                            .contains(panel.at("/fieldConfig/defaults/unit").asText());
                    assertThat(panel.get("description").asText()).as(title).isNotEmpty();
                    assertThat(panel.get("targets")).as(title).isNotEmpty();
                    assertThat(panel.get("targets"))
                            .allSatisfy(t -> assertThat(t.get("legendFormat").asText())
                                    .as(title)
                                    .isNotEmpty());
                }
            }
            assertThat(overlaps(board.get("panels")))
                    .as("%s: panels on top of each other", file)
                    .isEmpty();
        }
        assertThat(ids).hasSize(5);
    }

    private static List<String> overlaps(JsonNode panels) {
        Set<String> cells = new HashSet<>();
        List<String> twice = new ArrayList<>();
        for (JsonNode panel : panels) {
            JsonNode place = panel.get("gridPos");
            for (int x = place.get("x").asInt();
                    x < place.get("x").asInt() + place.get("w").asInt();
                    x++) {
                for (int y = place.get("y").asInt();
                        y < place.get("y").asInt() + place.get("h").asInt();
                        y++) {
                    if (!cells.add(x + "," + y)) {
                        twice.add(panel.get("title").asText());
                    }
                }
            }
        }
        return twice;
    }

    @Test
    void everyQueryAsksForWhatExists() throws IOException {
        Set<String> known = new TreeSet<>(Set.of("up"));
        MetricsCatalogue.ofPage().forEach(m -> known.addAll(m.series()));
        JsonNode groups = Yaml.one(CHECKOUT.resolve("ops/alerts.yaml")).at("/spec/groups");
        known.addAll(groups.findValuesAsText("record"));
        List<String> queries = new ArrayList<>(groups.findValuesAsText("expr"));
        for (Path file : dashboards()) {
            queries.addAll(json.readTree(file.toFile()).findValuesAsText("expr"));
        }
        for (String overlay : List.of("local", "production")) {
            queries.addAll(Manifests.of(overlay)
                    .one("ScaledObject", "generator-worker")
                    .findValuesAsText("query"));
        }

        assertThat(queries).hasSizeGreaterThan(80).allSatisfy(query -> {
            Set<String> asked = namesIn(query);
            assertThat(asked).as(query).isNotEmpty();
            assertThat(known).as(query).containsAll(asked);
        });
    }

    private static Set<String> namesIn(String query) {
        String bare = STRING.matcher(query).replaceAll("\"\"").replaceAll("\\{[^}]*\\}", "");
        bare = bare.replaceAll("\\b(?:by|on|group_left|without)\\s*\\([^)]*\\)", "");
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(bare);
        while (name.find()) {
            names.add(name.group(1));
        }
        return names;
    }

    @Test
    void everyLabelThatIsSelectedExists() throws IOException {
        List<Metric> page = MetricsCatalogue.ofPage();
        List<String> queries = new ArrayList<>(
                Yaml.one(CHECKOUT.resolve("ops/alerts.yaml")).at("/spec/groups").findValuesAsText("expr"));
        for (Path file : dashboards()) {
            queries.addAll(json.readTree(file.toFile()).findValuesAsText("expr"));
        }
        for (String query : queries) {
            Matcher selector = SELECTOR.matcher(query.replace("/{id}", "/id"));
            while (selector.find()) {
                String series = selector.group(1);
                Set<String> labels = page.stream()
                        .filter(m -> m.series().contains(series))
                        .flatMap(m -> m.labels().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
                labels.addAll(GIVEN);
                Matcher label = LABEL.matcher(STRING.matcher(selector.group(2)).replaceAll(""));
                while (label.find()) {
                    assertThat(labels).as(query).contains(label.group(1));
                }
            }
        }
    }

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        JsonNode groups = Yaml.one(CHECKOUT.resolve("ops/alerts.yaml")).at("/spec/groups");
        List<String> sections = Files.readAllLines(CHECKOUT.resolve("docs/runbooks.md")).stream()
                .filter(line -> line.startsWith("## Refinery"))
                .map(line -> line.substring(3))
                .toList();

        assertThat(groups.findValuesAsText("alert")).isNotEmpty().doesNotHaveDuplicates();
        assertThat(sections).containsExactlyInAnyOrderElementsOf(groups.findValuesAsText("alert"));
        groups.forEach(group -> group.get("rules").forEach(rule -> {
            if (rule.has("alert")) {
                assertThat(rule.at("/labels/severity").asText()).matches("critical|warning");
                assertThat(rule.at("/annotations/summary").asText()).isNotEmpty();
            }
        }));
    }

    @Test
    void composesPrometheusScrapesTheServicesAndLoadsTheSameRules() {
        JsonNode prometheus = Yaml.one(CHECKOUT.resolve("ops/prometheus/prometheus.yml"));
        List<String> jobs = prometheus.at("/scrape_configs").findValuesAsText("job_name");

        assertThat(jobs).containsExactlyInAnyOrderElementsOf(Manifests.OURS);
        for (JsonNode job : prometheus.get("scrape_configs")) {
            assertThat(job.get("metrics_path").asText()).isEqualTo("/q/metrics");
            assertThat(job.at("/dns_sd_configs/0/names/0").asText())
                    .isEqualTo(job.get("job_name").asText());
            assertThat(job.at("/dns_sd_configs/0/port").asInt()).isEqualTo(9080);
        }
        assertThat(Yaml.one(CHECKOUT.resolve("ops/prometheus/rules.yml")).get("groups"))
                .isEqualTo(Yaml.one(CHECKOUT.resolve("ops/alerts.yaml")).at("/spec/groups"));
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(CHECKOUT.resolve("ops/dashboards"))) {
            return files.sorted().toList();
        }
    }
}
