package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages say what the code does: every key is documented, every link leads somewhere. */
class DocumentationTest {
    private static final Path CHECKOUT = Checkout.ROOT;
    private static final Pattern KEY = Pattern.compile("`(refinery\\.[a-z0-9-]+\\.[a-z0-9-]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    @Test
    void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws IOException {
        Set<String> code = ConfigurationKeys.of(CHECKOUT);
        Set<String> page = new TreeSet<>();
        Matcher matcher = KEY.matcher(Files.readString(CHECKOUT.resolve("docs/configuration.md")));
        while (matcher.find()) {
            page.add(matcher.group(1));
        }

        assertThat(code).hasSizeGreaterThan(30);
        assertThat(page).containsExactlyInAnyOrderElementsOf(code);
    }

    /** The threat model names a test for what it says; that one is there, with the method that is named. */
    @Test
    void testsNamedInTheThreatModelExist() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> modules = Files.list(CHECKOUT)) {
            for (Path tests : modules.map(m -> m.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file :
                            files.filter(f -> f.toString().endsWith(".java")).toList()) {
                        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        Matcher named = Pattern.compile("`([A-Z]\\w+(?:IT|Test))(?:\\.(\\w+))?`")
                .matcher(Files.readString(CHECKOUT.resolve("docs/threat-model.md")));
        int found = 0;
        while (named.find()) {
            found++;
            assertThat(sources).containsKey(named.group(1));
            if (named.group(2) != null) {
                assertThat(sources.get(named.group(1))).contains("void " + named.group(2) + "(");
            }
        }
        assertThat(found).isGreaterThan(25);
    }

    /** Whatever is shipped has its licences checked, and none of them is a GPL. */
    @Test
    void licencesOfEverythingShippedAreChecked() throws IOException {
        for (String module : List.of("gateway", "generator-worker", "reward-scorer", "cli", "audit")) {
            assertThat(Files.readString(CHECKOUT.resolve(module).resolve("pom.xml")))
                    .as(module)
                    .contains("<artifactId>license-maven-plugin</artifactId>");
        }
        Matcher allowed = Pattern.compile("<includedLicense>([^<]+)</includedLicense>")
                .matcher(Files.readString(CHECKOUT.resolve("pom.xml")));
        String page = Files.readString(CHECKOUT.resolve("docs/supply-chain.md"));
        int found = 0;
        while (allowed.find()) {
            found++;
            assertThat(allowed.group(1)).doesNotContain("GPL");
            assertThat(page).contains(allowed.group(1));
        }
        assertThat(found).isPositive();
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(Files.readString(page));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
                    dead.add(CHECKOUT.relativize(page) + " -> " + target);
                }
            }
        }

        assertThat(dead).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(CHECKOUT.resolve("docs"));
                Stream<Path> top = Files.list(CHECKOUT);
                Stream<Path> bundles = Files.walk(CHECKOUT.resolve("bundles"));
                Stream<Path> samples = Files.walk(CHECKOUT.resolve("samples"))) {
            return Stream.of(docs, top, bundles, samples)
                    .flatMap(s -> s)
                    .filter(f -> f.toString().endsWith(".md"))
                    .collect(Collectors.toList());
        }
    }
}
