package dev.refinery.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The objects of an overlay, and what the checks ask of them. */
record Manifests(String overlay, List<ObjectNode> objects) {
    static final List<String> OURS = List.of("gateway", "generator-worker", "reward-scorer");

    static Manifests of(String overlay) {
        return new Manifests(overlay, Kustomization.build(Checkout.ROOT.resolve("k8s/overlays/" + overlay)));
    }

    Stream<ObjectNode> kind(String... kinds) {
        return objects.stream().filter(o -> List.of(kinds).contains(kind(o)));
    }

    JsonNode one(String kind, String name) {
        List<ObjectNode> found = kind(kind).filter(o -> name(o).equals(name)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException(overlay + " has " + found.size() + " " + kind + " " + name);
        }
        return found.getFirst();
    }

    boolean has(String kind, String name) {
        return kind(kind).anyMatch(o -> name(o).equals(name));
    }

    List<ObjectNode> workloads() {
        return kind("Deployment", "StatefulSet").toList();
    }

    JsonNode workload(String name) {
        return workloads().stream()
                .filter(w -> name(w).equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String kind(JsonNode object) {
        return object.get("kind").asText();
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    static JsonNode container(JsonNode workload) {
        return pod(workload).at("/containers/0");
    }

    /** Variables with a value that stands in the manifests. */
    Map<String, String> settings(JsonNode container) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonNode source : container.path("envFrom")) {
            one("ConfigMap", source.at("/configMapRef/name").asText())
                    .get("data")
                    .properties()
                    .forEach(e -> variables.put(e.getKey(), e.getValue().asText()));
        }
        container
                .path("env")
                .forEach(e ->
                        variables.put(e.get("name").asText(), e.path("value").asText()));
        return variables;
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** Whether every label of the selector is the object's; an empty selector takes all. */
    static boolean selects(JsonNode selector, JsonNode labels) {
        return selector.properties().stream().allMatch(e -> e.getValue().equals(labels.path(e.getKey())));
    }

    @Override
    public String toString() {
        return overlay;
    }
}
