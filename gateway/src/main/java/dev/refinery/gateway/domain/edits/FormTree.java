package dev.refinery.gateway.domain.edits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Form fields as JSON. The OpenAI libraries write {@code a[b]=c} for an object and {@code a[]=x} for a list; a field may
 * also hold JSON text. Forms know no numbers, so what looks like one is one, except where only text is taken.
 */
final class FormTree {
    private static final Pattern NAME = Pattern.compile("([^\\[\\]]+)((?:\\[[^\\[\\]]*])*)");
    private static final Pattern SEGMENT = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,12})?");

    /** Text, whatever they look like: whole trees and single leaves. */
    private static final Set<String> TEXT_ONLY = Set.of("prompt", "model", "user", "external_id", "metadata", "labels");

    private static final Set<String> TEXT_LEAVES = Set.of("name", "role", "mask", "policy");

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final Set<String> whole = new HashSet<>();
    private final List<Problem.Fault> faults;

    private FormTree(List<Problem.Fault> faults) {
        this.faults = faults;
    }

    /** @param faults collects what cannot be read */
    static ObjectNode of(Map<String, List<String>> fields, List<Problem.Fault> faults) {
        FormTree tree = new FormTree(faults);
        fields.forEach(tree::add);
        return tree.root;
    }

    private void add(String field, List<String> values) {
        Matcher name = NAME.matcher(field);
        if (!name.matches()) {
            fault(field, "is no name of a field");
            return;
        }
        String top = name.group(1);
        List<String> path = new ArrayList<>(List.of(top));
        SEGMENT.matcher(name.group(2)).results().forEach(segment -> path.add(segment.group(1)));
        boolean list = path.size() > 1 && path.getLast().isEmpty();
        if (list) {
            path.removeLast();
        }
        if (path.contains("")) {
            fault(field, "is a list of objects, which a form cannot tell apart: send an object or JSON text");
            return;
        }
        if (!list && values.size() > 1) {
            fault(field, "is given " + values.size() + " times");
            return;
        }
        ObjectNode parent = parentOf(path, field);
        if (parent == null) {
            return;
        }
        if (field.equals(top)) {
            whole.add(top);
        }
        if ((!field.equals(top) && whole.contains(top)) || parent.has(path.getLast())) {
            fault(field, "is given in two ways");
            return;
        }
        parent.set(path.getLast(), list ? list(top, values) : leaf(path, values.getFirst(), field));
    }

    private @Nullable ObjectNode parentOf(List<String> path, String field) {
        ObjectNode at = root;
        for (String segment : path.subList(0, path.size() - 1)) {
            JsonNode next = at.get(segment);
            if (next != null && !next.isObject()) {
                fault(field, "is given in two ways");
                return null;
            }
            at = next == null ? at.putObject(segment) : (ObjectNode) next;
        }
        return at;
    }

    private static ArrayNode list(String top, List<String> values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> list.add(scalar(TEXT_ONLY.contains(top), value)));
        return list;
    }

    private JsonNode leaf(List<String> path, String value, String field) {
        boolean text = TEXT_ONLY.contains(path.getFirst()) || TEXT_LEAVES.contains(path.getLast());
        boolean mayBeJson = path.size() == 1
                && !Set.of("prompt", "model", "user", "external_id").contains(field);
        if (mayBeJson && (value.startsWith("{") || value.startsWith("["))) {
            try {
                return Json.mapper().readTree(value);
            } catch (JsonProcessingException e) {
                fault(field, "is not valid JSON: " + e.getOriginalMessage());
                return JsonNodeFactory.instance.nullNode();
            }
        }
        return scalar(text, value);
    }

    private static JsonNode scalar(boolean text, String value) {
        if (!text && NUMBER.matcher(value).matches()) {
            return value.contains(".")
                    ? JsonNodeFactory.instance.numberNode(Double.parseDouble(value))
                    : JsonNodeFactory.instance.numberNode(Long.parseLong(value));
        }
        return JsonNodeFactory.instance.textNode(value);
    }

    private void fault(String field, String detail) {
        faults.add(new Problem.Fault(ProblemCode.INVALID_VALUE, field, detail));
    }
}
