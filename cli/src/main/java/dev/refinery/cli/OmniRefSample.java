package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One sample of OmniRef-Bench: a prompt that speaks of "image 2" or "reference image 2", and the pictures in that order, whose
 * folders say what they are for. Paths are {@code category/references/number/role/...}.
 *
 * @param position in the metadata
 * @param pictures relative to the test set
 */
record OmniRefSample(int position, String category, String prompt, List<String> pictures) {
    private static final Pattern IMAGE = Pattern.compile("(?i)(?:reference )?image (\\d{1,2})");
    private static final int ROLE = 3;
    private static final Map<String, Role> ROLES = Map.of(
            "transfer_subjects", Role.SUBJECT,
            "background", Role.BACKGROUND,
            "style", Role.STYLE,
            "lighting", Role.LIGHTING,
            "pose", Role.POSE);

    OmniRefSample {
        pictures = List.copyOf(pictures);
    }

    /** @throws CliException it is no sample */
    static OmniRefSample read(JsonNode node, int position) {
        List<String> pictures = new ArrayList<>();
        node.path("edit_image").forEach(p -> pictures.add(p.asText()));
        if (pictures.isEmpty() || !node.path("prompt").isTextual()) {
            throw new CliException("sample " + position + " has no prompt or no edit_image.");
        }
        for (String picture : pictures) {
            if (role(picture) == null || picture.contains("..")) {
                throw new CliException("sample " + position + ": the path " + picture
                        + " does not say what the picture is for; its fourth part must be one of "
                        + String.join(", ", ROLES.keySet().stream().sorted().toList()) + ".");
            }
        }
        return new OmniRefSample(
                position,
                node.path("category").asText("none"),
                node.path("prompt").asText(),
                pictures);
    }

    private static @Nullable Role role(String picture) {
        String[] parts = picture.split("/", -1);
        return parts.length > ROLE ? ROLES.get(parts[ROLE]) : null;
    }

    /** A line for {@code batch run}. */
    ObjectNode item(Path testSet) {
        ObjectNode item = Json.mapper().createObjectNode();
        item.put("custom_id", Integer.toString(position));
        ObjectNode body = item.putObject("body");
        body.put("prompt", named());
        ArrayNode references = body.putArray("references");
        for (int i = 0; i < pictures.size(); i++) {
            ObjectNode reference = references.addObject();
            reference.put("name", name(i + 1));
            reference.put("role", Objects.requireNonNull(role(pictures.get(i))).wireName());
            reference.put("file", testSet.resolve(pictures.get(i)).toString());
        }
        body.putObject("output").put("format", "png");
        body.putArray("labels").add("omniref-bench").add(category);
        return item;
    }

    /** The prompt as jobs speak of references: {@code @image-2}. */
    private String named() {
        Matcher matcher = IMAGE.matcher(prompt.replace("@", "@@"));
        return matcher.replaceAll(found -> {
            int number = Integer.parseInt(found.group(1));
            return number >= 1 && number <= pictures.size() ? "@" + name(number) : found.group();
        });
    }

    private static String name(int number) {
        return "image-" + number;
    }
}
