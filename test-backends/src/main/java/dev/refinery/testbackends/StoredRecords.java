package dev.refinery.testbackends;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stores and topics of a service held when an earlier version ran, {@code src/test/resources/stored/<type>.jsonl}: an upgrade
 * must understand it.
 */
public final class StoredRecords {
    private StoredRecords() {}

    /**
     * Reads every record of the type, as an earlier version wrote it, and writes it again.
     *
     * @return what this version would lose, none when it understands all; it may say more than was there
     */
    public static List<String> lost(Class<?> type) throws IOException {
        List<String> lost = new ArrayList<>();
        for (String line : of(type)) {
            Object read = Json.mapper().readValue(line, type);
            byte[] written = Json.mapper().writerFor(type).writeValueAsBytes(read);
            compare("", Json.mapper().readTree(line), Json.mapper().readTree(written), lost);
        }
        return lost;
    }

    private static List<String> of(Class<?> type) throws IOException {
        String name = "/stored/" + type.getSimpleName() + ".jsonl";
        try (InputStream file = StoredRecords.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("no " + type.getSimpleName()
                        + " as an earlier version wrote it: add src/test/resources" + name);
            }
            List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.isEmpty()) {
                throw new IOException(name + " is empty");
            }
            return lines;
        }
    }

    private static void compare(String at, JsonNode before, JsonNode after, List<String> lost) {
        if (before.isNull() || before.equals(after) || sameSet(before, after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            before.properties()
                    .forEach(field ->
                            compare(at + "/" + field.getKey(), field.getValue(), after.path(field.getKey()), lost));
        } else if (before.isArray() && after.size() == before.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(at + "/" + i, before.get(i), after.get(i), lost);
            }
        } else {
            lost.add(at + " was " + before + ", is " + after);
        }
    }

    private static boolean sameSet(JsonNode before, JsonNode after) {
        return before.isArray()
                && before.size() == after.size()
                && Set.copyOf(before.valueStream().toList())
                        .equals(Set.copyOf(after.valueStream().toList()));
    }

    /** First groups of the pattern in the main sources of the module under test. */
    public static Set<String> named(Pattern pattern) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
        return found;
    }
}
