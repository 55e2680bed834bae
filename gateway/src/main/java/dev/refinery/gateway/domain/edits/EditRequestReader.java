package dev.refinery.gateway.domain.edits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns an edit into a job request, which the job's own reader then checks: the fields of OpenAI's images API are
 * translated, and those of a job pass as they are. What this service cannot do is refused, never ignored.
 */
public final class EditRequestReader {
    /** Names that clients send because their library wants one; they mean this deployment's default. */
    private static final Pattern FOREIGN_MODEL = Pattern.compile("(gpt-image|dall-e|chatgpt-image)-.*");

    /** What the request may hold of a job, besides what OpenAI's fields say. */
    private static final Set<String> OF_JOBS = Set.of(
            "refinement",
            "output",
            "seed",
            "priority",
            "deadline",
            "retention",
            "external_id",
            "webhook",
            "metadata",
            "labels",
            "destination");

    private static final Map<String, int[]> ROUNDS_AND_CANDIDATES =
            Map.of("low", new int[] {1, 4}, "medium", new int[] {2, 8});
    private static final Set<String> FULL_QUALITY = Set.of("auto", "high", "standard", "hd");

    private final List<Problem.Fault> faults = new ArrayList<>();
    private final ObjectNode form;
    private final EditForm sent;
    private final ObjectNode job = JsonNodeFactory.instance.objectNode();

    private EditRequestReader(EditForm sent) {
        this.sent = sent;
        this.form = FormTree.of(sent.fields(), faults);
    }

    /** @throws RequestRefused 422, naming everything that is wrong */
    public static EditOrder read(EditForm sent) {
        return new EditRequestReader(sent).read();
    }

    private EditOrder read() {
        if (sent.images().isEmpty()) {
            fault(ProblemCode.MISSING_IMAGE, "image", "must be sent as a file: image, or image[] once for each");
        }
        if (sent.images().size() > JobSpec.MAX_REFERENCES) {
            fault(
                    ProblemCode.TOO_MANY_REFERENCES,
                    "image",
                    "is given " + sent.images().size() + " times; at most " + JobSpec.MAX_REFERENCES + " are taken");
        }
        String model = text("model");
        if (model != null && !FOREIGN_MODEL.matcher(model).matches()) {
            job.put("model", model);
        }
        String prompt = text("prompt");
        if (prompt != null) {
            job.put("prompt", prompt);
        }
        for (String name : OF_JOBS) {
            JsonNode value = form.remove(name);
            if (value != null) {
                job.set(name, value);
            }
        }
        references(form.remove("references"));
        output();
        quality(text("quality"));
        user(text("user"));
        refuseWhatIsMissingHere();
        boolean links = "url".equals(oneOf("response_format", "b64_json", Set.of("b64_json", "url")));
        form.fieldNames()
                .forEachRemaining(name -> fault(
                        ProblemCode.UNKNOWN_FIELD, name, "is not known here; docs/api.md lists what an edit takes"));
        if (!faults.isEmpty()) {
            throw RequestRefused.unprocessable(faults);
        }
        return new EditOrder(job, links);
    }

    private void references(@Nullable JsonNode given) {
        List<ObjectNode> references = new ArrayList<>();
        List<String> names = ImageNames.of(sent.images());
        for (int i = 0; i < names.size(); i++) {
            references.add(job.withArray("references")
                    .addObject()
                    .put("name", names.get(i))
                    .put("role", ImageNames.role(sent.images().get(i)).wireName())
                    .put("file", EditForm.partOf(i)));
        }
        if (given != null) {
            describe(references, names, given);
        }
        if (sent.maskAsset() != null && !references.isEmpty()) {
            references.getFirst().put("mask", sent.maskAsset());
        }
    }

    private void describe(List<ObjectNode> references, List<String> names, JsonNode given) {
        if (given.isArray()) {
            for (int i = 0; i < given.size(); i++) {
                describe(references, i, "references[" + i + "]", given.get(i));
            }
        } else if (given.isObject()) {
            given.properties()
                    .forEach(entry -> describe(
                            references,
                            position(entry.getKey(), names),
                            "references." + entry.getKey(),
                            entry.getValue()));
        } else {
            fault(ProblemCode.INVALID_TYPE, "references", "must be an object by image, or a list in their order");
        }
    }

    /** Of the image of that number from 0, of that file name, or of that name; -1 = there is none. */
    private int position(String key, List<String> names) {
        if (key.matches("[0-9]{1,2}")) {
            return Integer.parseInt(key);
        }
        List<String> files = sent.images().stream().map(ImageNames::baseName).toList();
        return files.contains(key) ? files.indexOf(key) : names.indexOf(key);
    }

    private void describe(List<ObjectNode> references, int position, String path, JsonNode saying) {
        if (position < 0 || position >= references.size()) {
            fault(
                    ProblemCode.UNKNOWN_REFERENCE,
                    path,
                    "is none of the " + references.size() + " images: give a number from 0, a file name or a name of "
                            + String.join(", ", ImageNames.of(sent.images())));
        } else if (saying.isTextual()) {
            references.get(position).put("role", saying.textValue());
        } else if (saying.isObject()) {
            references.get(position).setAll((ObjectNode) saying);
        } else {
            fault(ProblemCode.INVALID_TYPE, path, "must be a role or an object");
        }
    }

    private void output() {
        JsonNode given = job.get("output");
        if (given != null && !given.isObject()) {
            return; // the job's reader says so
        }
        ObjectNode output = given == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) given;
        move("n", output, "count");
        if ("auto".equals(form.path("size").textValue())) {
            form.remove("size");
        }
        move("size", output, "size");
        move("output_format", output, "format");
        JsonNode compression = form.remove("output_compression");
        if (compression != null) {
            // OpenAI counts from 0, and sends 100 for formats that have none.
            boolean none =
                    !output.has("format") || "png".equals(output.path("format").textValue());
            if (!none || compression.asInt() != 100) {
                output.set(
                        "quality", compression.asInt(-1) == 0 ? JsonNodeFactory.instance.numberNode(1) : compression);
            }
        }
        String background = text("background");
        if ("transparent".equals(background)) {
            fault(
                    ProblemCode.INVALID_VALUE,
                    "background",
                    "transparent pictures are not made here: use opaque, auto or a colour such as #FFFFFF");
        } else if (background != null && OutputSpec.COLOUR.matcher(background).matches()) {
            output.put("background", background);
        } else if (background != null && !Set.of("opaque", "auto").contains(background)) {
            fault(ProblemCode.INVALID_VALUE, "background", "must be opaque, auto or a colour such as #FFFFFF");
        }
        if (!output.isEmpty()) {
            job.set("output", output);
        }
    }

    private void move(String from, ObjectNode output, String to) {
        JsonNode value = form.remove(from);
        if (value != null) {
            output.set(to, value);
        }
    }

    /** How much is tried, where the job's own {@code refinement} does not say. */
    private void quality(@Nullable String quality) {
        if (quality == null || FULL_QUALITY.contains(quality)) {
            return;
        }
        int[] budget = ROUNDS_AND_CANDIDATES.get(quality);
        if (budget == null) {
            fault(ProblemCode.INVALID_VALUE, "quality", "must be auto, low, medium, high, standard or hd");
            return;
        }
        JsonNode given = job.get("refinement");
        if (given == null || given.isObject()) {
            ObjectNode refinement = given == null ? job.putObject("refinement") : (ObjectNode) given;
            if (!refinement.has("max_rounds")) {
                refinement.put("max_rounds", budget[0]);
            }
            if (!refinement.has("candidates")) {
                refinement.put("candidates", budget[1]);
            }
        }
    }

    private void user(@Nullable String user) {
        JsonNode metadata = job.get("metadata");
        if (user != null && (metadata == null || metadata.isObject())) {
            ObjectNode entries = metadata == null ? job.putObject("metadata") : (ObjectNode) metadata;
            if (!entries.has("user")) {
                entries.put("user", user);
            }
        }
    }

    private void refuseWhatIsMissingHere() {
        // Every reference is honoured as far as its gate says, and nothing is filtered: both settings of each come to
        // the same.
        oneOf("input_fidelity", "high", Set.of("high", "low"));
        oneOf("moderation", "auto", Set.of("auto", "low"));
        if (!"false".equals(oneOf("stream", "false", Set.of("true", "false")))) {
            fault(
                    ProblemCode.INVALID_VALUE,
                    "stream",
                    "is not served here: leave it out, or follow a job of POST /v1/jobs over its events");
        }
        JsonNode partial = form.remove("partial_images");
        if (partial != null && partial.asInt(-1) != 0) {
            fault(ProblemCode.INVALID_VALUE, "partial_images", "must be 0: edits are not streamed here");
        }
    }

    private String oneOf(String name, String fallback, Set<String> allowed) {
        String value = text(name);
        if (value == null || allowed.contains(value)) {
            return value == null ? fallback : value;
        }
        fault(
                ProblemCode.INVALID_VALUE,
                name,
                "must be " + String.join(" or ", allowed.stream().sorted().toList()));
        return fallback;
    }

    private @Nullable String text(String name) {
        JsonNode value = form.remove(name);
        if (value == null) {
            return null;
        }
        if (!value.isValueNode()) {
            fault(ProblemCode.INVALID_TYPE, name, "must be a single text");
            return null;
        }
        return value.asText();
    }

    private void fault(ProblemCode code, String field, String detail) {
        faults.add(new Problem.Fault(code, field, detail));
    }
}
