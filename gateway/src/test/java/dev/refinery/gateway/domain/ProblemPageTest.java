package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.ImageRejectedException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
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

    private static final Pattern USE = Pattern.compile("\\bProblemCode\\.([A-Z_]+)\\b");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([0-9x, ]+)[^|]*\\|(.*)\\|$");
    private static final Pattern CODE = Pattern.compile("`([a-z_]+)`");

    private static Set<String> documented() {
        return Stream.of(ProblemCode.values())
                .map(ProblemCode::wireName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyCodeIsUsed() throws Exception {
        Set<ProblemCode> used = EnumSet.noneOf(ProblemCode.class);
        try (Stream<Path> files = Files.walk(ROOT.resolve("gateway/src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                USE.matcher(Files.readString(file)).results().forEach(m -> used.add(ProblemCode.valueOf(m.group(1))));
            }
        }
        refusalsOfPictures().forEach(code -> used.add(ProblemCode.of(code)));
        assertThat(used).containsExactlyInAnyOrder(ProblemCode.values());
    }

    private static List<String> refusalsOfPictures() throws IllegalAccessException {
        List<String> codes = new ArrayList<>();
        for (Field field : ImageRejectedException.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == String.class) {
                codes.add((String) field.get(null));
            }
        }
        assertThat(codes).isNotEmpty();
        return codes;
    }

    @Test
    void theWireSaysTheCodeInLowerCase() {
        JsonNode problem = Json.mapper()
                .valueToTree(Problem.of(
                        422,
                        List.of(
                                new Problem.Fault(ProblemCode.NO_SUBJECT, "references", "a"),
                                new Problem.Fault(ProblemCode.UNKNOWN_FIELD, "extra", "b"))));
        assertThat(problem.path("code").asText()).isEqualTo("no_subject");
        assertThat(problem.at("/errors/1/code").asText()).isEqualTo("unknown_field");
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
            String[] link = Problem.of(422, code, null, "").type().split("#");
            assertThat(link[0]).isEqualTo(ProblemPage.PATH);
            assertThat(html)
                    .containsOnlyOnce("<section id=\"" + link[1] + "\">")
                    .contains("<p>" + code.meaning().replace(">", "&gt;"))
                    .contains("<p>" + code.remedy().replace(">", "&gt;"));
            assertThat(code.meaning()).as(link[1]).endsWith(".");
            assertThat(code.remedy()).as(link[1]).endsWith(".");
        }
    }
}
