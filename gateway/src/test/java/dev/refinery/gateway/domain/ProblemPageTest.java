package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.imaging.ImageRejectedException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProblemPageTest {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root", ".."));

    /** The calls by which the gateway's sources make problems; group 1 is the code. */
    private static final List<Pattern> CALLS = List.of(
            Pattern.compile("Problem\\.of\\(\\s*\\w+,\\s*\"(\\w+)\""),
            Pattern.compile("(?:unprocessable|malformed|notFound|error|Fault|ServiceUnavailable)\\(\\s*\"(\\w+)\""),
            Pattern.compile("known\\(\\w+, \"\\w+\", \\w+, \"(\\w+)\"\\)"));

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9x, ]+)[^|]*\\|(.*)\\|$");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    private static Set<String> documented() {
        return Stream.of(ProblemCode.values())
                .map(ProblemCode::wireName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void explainsExactlyTheCodesThatTheGatewayUses() throws Exception {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT.resolve("gateway/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                for (Pattern call : CALLS) {
                    call.matcher(source).results().map(m -> m.group(1)).forEach(used::add);
                }
            }
        }
        for (Field field : ImageRejectedException.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                used.add((String) field.get(null));
            }
        }
        assertThat(documented()).isEqualTo(used);
    }

    @Test
    void theReferenceListsTheSameCodesUnderTheSameStatus() throws IOException {
        String errors = Files.readString(ROOT.resolve("docs/api.md"))
                .split("\n## Errors\n")[1]
                .split("\n## ")[0];
        Map<String, Set<String>> listed = new HashMap<>();
        for (MatchResult row : ROW.matcher(errors).results().toList()) {
            Set<String> statuses = Set.of(row.group(1).trim().split(",\\s*"));
            CODE.matcher(row.group(2))
                    .results()
                    .forEach(c -> listed.computeIfAbsent(c.group(1), k -> new TreeSet<>())
                            .addAll(statuses));
        }
        assertThat(new TreeSet<>(listed.keySet())).isEqualTo(documented());
        for (ProblemCode code : ProblemCode.values()) {
            assertThat(listed.get(code.wireName()))
                    .as(code.wireName())
                    .containsAll(Set.of(code.statuses().split(", ")));
        }
    }

    @Test
    void everyProblemLinksToItsSection() {
        String html = ProblemPage.html();
        for (ProblemCode code : ProblemCode.values()) {
            String[] link = Problem.of(422, code.wireName(), null, "").type().split("#");
            assertThat(link[0]).isEqualTo(ProblemPage.PATH);
            assertThat(html)
                    .containsOnlyOnce("<section id=\"" + link[1] + "\">")
                    .contains("<p>" + code.meaning().replace(">", "&gt;"));
        }
    }
}
