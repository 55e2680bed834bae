package dev.refinery.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
