package dev.refinery.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Values that programs get wrong, drawn by a seeded generator. */
final class HostileValues {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "0",
            "-1",
            "1e400",
            "NaN",
            "Infinity",
            "null",
            "true",
            "2147483648",
            "-9223372036854775809",
            "99999999999999999999999999",
            "..",
            "../../etc/passwd",
            "%00",
            "\u0000",
            "a\u0000b",
            "\r\nX-Injected: 1",
            "\uFEFF",
            "\u202Etxt",
            "\uD83D\uDE00",
            "e\u0301",
            "\uD800",
            "<script>alert(1)</script>",
            "'; DROP TABLE jobs; --",
            "${jndi:ldap://127.0.0.1/x}",
            "{{7*7}}",
            "@",
            "@@",
            "@nobody",
            "P999999999999D",
            "PT-1S",
            "PT0.0000000001S",
            "P1Y",
            "-PT9223372036854775807S",
            "9999-12-31T23:59:59.999999999Z",
            "+1000000000-12-31T23:59:59Z",
            "-999999999-01-01",
            "2026-02-30",
            "2026-11-25T13:00:00+99:00",
            "0x0",
            "1x1",
            "2048x2049",
            "99999999999x1",
            "catalog@",
            "@1",
            "catalog@1@2",
            "https://127.0.0.1:9/x.png",
            "https://[::1]/x",
            "https://",
            "https://a b",
            "http://\u0000/",
            "https://user:pass@127.0.0.1/",
            "file:///etc/passwd",
            "data:image/png;base64,",
            "data:image/png;base64,!!!!",
            "data:,x",
            "#GGGGGG",
            "#12345",
            "W/\"x\"",
            "\"",
            "*",
            "\u00e9\u00e8",
            "\u4f60\u597d");

    private final Random random;

    HostileValues(Random random) {
        this.random = random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    String text() {
        return switch (random.nextInt(8)) {
            case 0 -> oneOf(TEXTS).repeat(1 + random.nextInt(3));
            case 1 -> "x".repeat(1 << random.nextInt(11));
            case 2 -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(12); i >= 0; i--) {
                    text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : 0xD7FF));
                }
                yield text.toString();
            }
            default -> oneOf(TEXTS);
        };
    }

    /** As a header may carry it: one line of Latin-1. */
    String headerText() {
        return text().replaceAll("[^\\x20-\\x7e\\xa0-\\xff]", "?").strip();
    }

    private JsonNode value() {
        return switch (random.nextInt(14)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.numberNode(new BigInteger("9".repeat(1 + random.nextInt(60))).negate());
            case 4 -> JSON.numberNode(new BigDecimal("1e" + (random.nextInt(2000) - 1000)));
            case 5 -> JSON.numberNode(-0.0);
            case 6 -> JSON.numberNode(random.nextGaussian() * Math.pow(10, random.nextInt(20)));
            case 7 -> JSON.arrayNode();
            case 8 -> JSON.objectNode();
            case 9 -> {
                ArrayNode many = JSON.arrayNode();
                for (int i = random.nextInt(60); i >= 0; i--) {
                    many.add(text());
                }
                yield many;
            }
            case 10 -> {
                JsonNode nested = JSON.textNode(text());
                for (int i = random.nextInt(80); i >= 0; i--) {
                    nested = random.nextBoolean()
                            ? JSON.arrayNode().add(nested)
                            : JSON.objectNode().set(text(), nested);
                }
                yield nested;
            }
            default -> JSON.textNode(text());
        };
    }

    /** A copy with some of its places changed, taken away or added. */
    JsonNode mutated(JsonNode original) {
        JsonNode copy = original.deepCopy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            List<JsonNode> containers = new ArrayList<>();
            collect(copy, containers);
            if (containers.isEmpty() || chance(0.02)) {
                return value();
            }
            mutate(oneOf(containers));
        }
        return copy;
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void mutate(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            if (names.isEmpty() || chance(0.2)) {
                object.set(text(), value());
            } else if (chance(0.25)) {
                object.remove(oneOf(names));
            } else {
                object.set(oneOf(names), value());
            }
        } else if (container instanceof ArrayNode array) {
            if (array.isEmpty() || chance(0.3)) {
                array.add(value());
            } else if (chance(0.3)) {
                array.remove(random.nextInt(array.size()));
            } else if (chance(0.3)) {
                JsonNode one = array.get(random.nextInt(array.size()));
                for (int i = random.nextInt(20); i >= 0; i--) {
                    array.add(one);
                }
            } else {
                array.set(random.nextInt(array.size()), value());
            }
        }
    }

    /** The text of a body, broken as a whole. */
    byte[] broken(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return switch (random.nextInt(12)) {
            case 0 -> new byte[0];
            case 1 -> Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 2 -> text.getBytes(StandardCharsets.UTF_16);
            case 3 -> ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
            case 4 -> ("[".repeat(5000) + text).getBytes(StandardCharsets.UTF_8);
            case 5 -> "{\"a\":".repeat(3000).getBytes(StandardCharsets.UTF_8);
            case 6 -> (text + text).getBytes(StandardCharsets.UTF_8);
            case 7 -> text.replaceFirst("\\{", "{\"references\":[],").getBytes(StandardCharsets.UTF_8);
            case 8 -> text.replaceFirst(":\\s*[^,}]+", ": 1e999999999").getBytes(StandardCharsets.UTF_8);
            case 9 -> text.replaceFirst(":\\s*[^,}]+", ": NaN").getBytes(StandardCharsets.UTF_8);
            case 10 ->
                text.replaceFirst(":", ": \"" + "y".repeat(70_000) + "\", \"z\":")
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                byte[] copy = body.clone();
                for (int i = random.nextInt(4); i >= 0 && copy.length > 0; i--) {
                    copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
                }
                yield copy;
            }
        };
    }
}
