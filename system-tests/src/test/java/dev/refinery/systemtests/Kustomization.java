package dev.refinery.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What kustomize makes of a folder, for the few things that ours ask of it. Anything else is refused, so that a check of the
 * result never passes on something that kustomize would make differently.
 */
final class Kustomization {
    private static final Set<String> KNOWN = Set.of(
            "apiVersion",
            "kind",
            "namespace",
            "resources",
            "components",
            "patches",
            "images",
            "configMapGenerator",
            "generatorOptions");
    /** Lists of core kinds that a strategic merge joins by name; others are replaced. */
    private static final Set<String> JOINED_BY_NAME = Set.of("containers", "initContainers", "volumes", "env");

    private final Path folder;
    private final JsonNode file;
    private final List<ObjectNode> objects = new ArrayList<>();

    private Kustomization(Path folder) {
        this.folder = folder;
        this.file = Yaml.one(folder.resolve("kustomization.yaml"));
        file.fieldNames().forEachRemaining(field -> require(KNOWN.contains(field), "does not know " + field));
    }

    /** @throws IllegalArgumentException something that is named does not exist, or is more than is understood here */
    static List<ObjectNode> build(Path folder) {
        Kustomization made = new Kustomization(folder);
        made.resources();
        made.configMaps();
        made.file.path("components").forEach(part -> made.objects.addAll(build(made.existing(part.asText()))));
        made.file.path("patches").forEach(made::patch);
        made.namespace();
        made.file.path("images").forEach(made::image);
        return made.objects;
    }

    private void resources() {
        for (JsonNode resource : file.path("resources")) {
            Path path = existing(resource.asText());
            if (Files.isDirectory(path)) {
                objects.addAll(build(path));
            } else {
                Yaml.all(path).forEach(document -> objects.add((ObjectNode) document));
            }
        }
    }

    private void configMaps() {
        JsonNode generators = file.path("configMapGenerator");
        require(
                generators.isMissingNode()
                        || file.at("/generatorOptions/disableNameSuffixHash").asBoolean(),
                "names of generated ConfigMaps need disableNameSuffixHash");
        for (JsonNode generator : generators) {
            ObjectNode map = JsonNodeFactory.instance.objectNode();
            map.put("apiVersion", "v1").put("kind", "ConfigMap");
            ObjectNode metadata = map.putObject("metadata");
            metadata.put("name", generator.get("name").asText());
            metadata.set("labels", generator.at("/options/labels"));
            ObjectNode data = map.putObject("data");
            for (JsonNode name : generator.get("files")) {
                Path path = existing(name.asText());
                data.put(path.getFileName().toString(), read(path));
            }
            objects.add(map);
        }
    }

    private void patch(JsonNode entry) {
        require(entry.size() == 1 && entry.has("path"), "knows patches by path only");
        for (JsonNode patch : Yaml.all(existing(entry.get("path").asText()))) {
            Predicate<ObjectNode> target = object -> id(object).equals(id(patch));
            List<ObjectNode> found = objects.stream().filter(target).toList();
            require(found.size() == 1, "has " + found.size() + " objects " + id(patch) + " to patch");
            if (patch.has("$patch")) {
                require(patch.get("$patch").asText().equals("delete"), "knows $patch: delete only");
                objects.removeIf(target);
            } else {
                boolean core = !patch.get("apiVersion").asText().split("/")[0].matches(".*\\.(io|sh|com)")
                        || patch.get("apiVersion").asText().contains(".k8s.io/");
                merge(found.getFirst(), patch, core);
            }
        }
    }

    private static String id(JsonNode object) {
        return object.path("apiVersion").asText() + " " + object.path("kind").asText() + " "
                + object.at("/metadata/name").asText();
    }

    private static void merge(ObjectNode target, JsonNode patch, boolean joinLists) {
        patch.properties().forEach(field -> {
            JsonNode old = target.get(field.getKey());
            JsonNode value = field.getValue();
            if (old instanceof ObjectNode object && value.isObject()) {
                merge(object, value, joinLists);
            } else if (old instanceof ArrayNode list && joinLists && JOINED_BY_NAME.contains(field.getKey())) {
                value.forEach(item -> join(list, item));
            } else {
                target.set(field.getKey(), value.deepCopy());
            }
        });
    }

    private static void join(ArrayNode list, JsonNode item) {
        for (JsonNode old : list) {
            if (old.get("name").equals(item.get("name"))) {
                merge((ObjectNode) old, item, true);
                return;
            }
        }
        list.add(item.deepCopy());
    }

    private void namespace() {
        String namespace = file.path("namespace").asText();
        if (!namespace.isEmpty()) {
            for (ObjectNode object : objects) {
                if (!object.get("kind").asText().equals("Namespace")) {
                    ((ObjectNode) object.get("metadata")).put("namespace", namespace);
                }
            }
        }
    }

    private void image(JsonNode image) {
        List<JsonNode> found = objects.stream()
                .flatMap(object -> object.findValues("containers").stream())
                .flatMap(list -> list.valueStream())
                .filter(container -> container
                        .path("image")
                        .asText()
                        .equals(image.get("name").asText()))
                .toList();
        require(!found.isEmpty(), "renames image " + image.get("name") + ", which nothing uses");
        String tag = image.has("newTag") ? ":" + image.get("newTag").asText() : "";
        found.forEach(container ->
                ((ObjectNode) container).put("image", image.get("newName").asText() + tag));
    }

    private Path existing(String name) {
        Path path = folder.resolve(name).normalize();
        require(Files.exists(path), "names " + name + ", which does not exist");
        return path;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(folder + "/kustomization.yaml " + otherwise);
        }
    }
}
