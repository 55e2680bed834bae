package dev.refinery.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The configuration keys of the three apps and of what they share, read from the sources of their {@code @ConfigMapping} interfaces. */
final class ConfigurationKeys {
    private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"([^\"]+)\"\\)");
    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
    private static final Pattern METHOD = Pattern.compile(
            "(?:@WithName\\(\"([^\"]+)\"\\)\\s*)?(?:@WithDefault\\(\"[^\"]*\"\\)\\s*)?[\\w<>]+ (\\w+)\\(\\);");

    private ConfigurationKeys() {}

    static SortedSet<String> of(Path checkout) {
        SortedSet<String> keys = new TreeSet<>();
        for (String module : List.of("backends", "gateway", "generator-worker", "reward-scorer")) {
            try (Stream<Path> files = Files.walk(checkout.resolve(module).resolve("src/main/java"))) {
                files.filter(f -> f.toString().endsWith(".java")).forEach(f -> keys.addAll(keysOf(f)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return keys;
    }

    private static SortedSet<String> keysOf(Path source) {
        SortedSet<String> keys = new TreeSet<>();
        try {
            String text = Files.readString(source);
            Matcher prefix = PREFIX.matcher(text);
            if (prefix.find()) {
                String body = COMMENT.matcher(text.substring(text.indexOf("interface")))
                        .replaceAll("");
                Matcher method = METHOD.matcher(body);
                while (method.find()) {
                    String name = method.group(1) != null ? method.group(1) : kebab(method.group(2));
                    keys.add(prefix.group(1) + "." + name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** The key as an environment variable. */
    static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(java.util.Locale.ROOT);
    }
}
