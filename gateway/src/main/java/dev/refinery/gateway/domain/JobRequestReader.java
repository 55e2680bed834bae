package dev.refinery.gateway.domain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Destination;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.PromptText;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.RefinementSpec.OnMiss;
import dev.refinery.contracts.job.Role;
import dev.refinery.gateway.domain.JobRequest.ReferenceRequest;
import dev.refinery.gateway.domain.JobRequest.Source;
import dev.refinery.gateway.domain.JobRequest.WebhookRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a job request and fills in the defaults. Strict: unknown fields, wrong types and values out of range
 * are all reported at once, each by its path. Thread-safe.
 */
public final class JobRequestReader {
    private static final Pattern ASSET = Pattern.compile("ast_[0-9a-f]{64}");
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(20).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Set<String> models;
    private final String defaultPolicy;

    /**
     * @param models bundles that workers have, {@code name@version}; the first is the default
     * @param defaultPolicy of jobs that name none; whether a named one exists is not looked up here
     */
    public JobRequestReader(Set<String> models, String defaultPolicy) {
        this.models = models;
        this.defaultPolicy = defaultPolicy;
    }

    /** @throws RequestRefused 422, naming everything that is wrong */
    public JobRequest read(JsonNode job) {
        List<Problem.Fault> errors = new ArrayList<>();
        JobRequest request = read(new JsonFields(job, "", errors), errors);
        if (!errors.isEmpty() || request == null) {
            throw RequestRefused.unprocessable(errors);
        }
        return request;
    }

    /** @throws RequestRefused 400, naming line and column */
    public static JsonNode parse(byte[] json) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw RequestRefused.malformed(
                    ProblemCode.MALFORMED_JSON,
                    null,
                    "The body is not valid JSON" + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw RequestRefused.malformed(
                    ProblemCode.MALFORMED_JSON, null, "The body cannot be read as JSON in UTF-8.");
        }
        if (root == null || !root.isObject()) {
            throw RequestRefused.malformed(ProblemCode.MALFORMED_JSON, null, "The body must be a JSON object.");
        }
        return root;
    }

    private @Nullable JobRequest read(JsonFields job, List<Problem.Fault> errors) {
        String model = known(job, "model", models, ProblemCode.UNKNOWN_MODEL);
        String prompt = job.text("prompt", 4000, "");
        List<ReferenceRequest> references = references(job, errors);
        checkNames(job, prompt, references.stream().map(ReferenceRequest::name).toList());
        OutputSpec output = OutputRequestReader.read(job);
        if (output != null
                && output.background() != null
                && references.stream().anyMatch(r -> r.role() == Role.BACKGROUND)) {
            job.error(
                    ProblemCode.CONTRADICTING_OUTPUT,
                    output.preset() == null ? "output.background" : "output.preset",
                    "asks for one plain colour, but a reference has the role background: leave one of them out");
        }
        RefinementSpec refinement = refinement(job);
        Long seed = job.whole("seed");
        String priority = job.text("priority", 40, Lane.INTERACTIVE.wireName());
        job.checked("priority", () -> Lane.parse(priority));
        Duration deadline = job.duration("deadline", Duration.ofSeconds(1), Duration.ofDays(2), Duration.ofMinutes(15));
        Duration retention = job.duration("retention", Duration.ofHours(1), Duration.ofDays(365), Duration.ofDays(7));
        String externalId = job.text("external_id", 200);
        if (externalId != null && externalId.isBlank()) {
            job.error(ProblemCode.INVALID_VALUE, "external_id", "must not be blank");
        }
        WebhookRequest webhook = webhook(job);
        Map<String, String> metadata = job.textMap("metadata", 32, 500);
        List<String> labels = labels(job);
        Destination destination = destination(job);
        job.rejectUnknown();
        if (!errors.isEmpty() || output == null || refinement == null) {
            return null;
        }
        return new JobRequest(
                model,
                prompt,
                references,
                output,
                refinement,
                seed,
                priority,
                deadline,
                retention,
                externalId,
                webhook,
                metadata,
                labels,
                destination);
    }

    private static @Nullable Destination destination(JsonFields job) {
        JsonFields fields = job.object("destination");
        if (fields == null) {
            return null;
        }
        String bucket = fields.text("bucket", 63);
        String prefix = fields.text("prefix", Destination.LONGEST_PREFIX, "");
        fields.rejectUnknown();
        if (bucket == null) {
            fields.error(ProblemCode.MISSING_FIELD, "bucket", "must name the bucket");
            return null;
        }
        if (!Destination.BUCKET.matcher(bucket).matches()) {
            fields.error(ProblemCode.INVALID_VALUE, "bucket", "is no name of a bucket");
            return null;
        }
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        return fields.checked("prefix", () -> new Destination(bucket, folder));
    }

    /** Complains about a prompt that refers to what is not there; what is said about the references comes first. */
    private static void checkNames(JsonFields job, String prompt, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        PromptText.names(prompt).stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> job.error(ProblemCode.UNKNOWN_REFERENCE, "prompt", unknownReference(name, names)));
    }

    static String unknownReference(String name, List<String> names) {
        return "says @" + name + ", but no reference has that name; there are " + String.join(", ", names)
                + ". Write @@ for a plain @";
    }

    static List<String> labels(JsonFields job) {
        List<String> labels = job.texts("labels", JobSpec.MAX_LABELS);
        for (int i = 0; i < labels.size(); i++) {
            if (!JobSpec.LABEL.matcher(labels.get(i)).matches()) {
                job.error(
                        ProblemCode.INVALID_VALUE,
                        "labels[" + i + "]",
                        "must be 1 to 64 letters, digits or any of . _ : / + -, and start with a letter or digit");
            }
        }
        return labels.stream().distinct().toList();
    }

    private static String known(JsonFields object, String name, Set<String> allowed, ProblemCode code) {
        String fallback = allowed.iterator().next();
        String value = object.text(name, 80, fallback);
        if (!allowed.contains(value)) {
            object.error(code, name, "is not known here; use one of " + String.join(", ", allowed));
        }
        return value;
    }

    private List<ReferenceRequest> references(JsonFields job, List<Problem.Fault> errors) {
        List<ReferenceRequest> references = new ArrayList<>();
        JsonNode list = job.child("references");
        if (list == null || !list.isArray() || list.isEmpty()) {
            job.error(ProblemCode.MISSING_REFERENCES, "references", "must be a list of 1 to 12 references");
            return references;
        }
        if (list.size() > JobSpec.MAX_REFERENCES) {
            job.error(
                    ProblemCode.TOO_MANY_REFERENCES,
                    "references",
                    "holds " + list.size() + " references; at most " + JobSpec.MAX_REFERENCES + " are allowed");
            return references;
        }
        int before = errors.size();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String path = "references[" + i + "]";
            if (!list.get(i).isObject()) {
                job.error(ProblemCode.INVALID_TYPE, path, "must be an object");
                continue;
            }
            ReferenceRequest reference = reference(new JsonFields(list.get(i), path, errors), names);
            if (reference != null) {
                references.add(reference);
            }
        }
        if (errors.size() == before && references.stream().noneMatch(r -> r.role() == Role.SUBJECT)) {
            job.error(
                    ProblemCode.NO_SUBJECT,
                    "references",
                    "must hold at least one with role subject: that is what gets pictured");
        }
        return references;
    }

    private static @Nullable ReferenceRequest reference(JsonFields fields, Set<String> names) {
        String name = fields.text("name", 40);
        if (name == null || !Reference.NAME.matcher(name).matches()) {
            fields.error(
                    ProblemCode.INVALID_NAME,
                    "name",
                    "must be 1 to 40 letters, digits, '_' or '-', and start with a letter or digit");
        } else if (!names.add(name)) {
            fields.error(ProblemCode.DUPLICATE_NAME, "name", "is used by an earlier reference: " + name);
        }
        Role role = role(fields);
        Source image = source(fields, name);
        Source mask = mask(fields, name);
        Double weight = fields.number("weight", 0, 10);
        if (weight != null && weight == 0) {
            fields.error(ProblemCode.INVALID_VALUE, "weight", "must be greater than 0 and at most 10");
        }
        Double gate = fields.number("gate", 0, 1);
        Double heightCm = fields.number("height_cm", 0.01, 100_000);
        fields.rejectUnknown();
        if (name == null || role == null || image == null) {
            return null;
        }
        return new ReferenceRequest(name, role, image, mask, weight == null ? 1.0 : weight, gate, heightCm);
    }

    private static @Nullable Role role(JsonFields fields) {
        String role = fields.text("role", 40);
        try {
            return Role.parse(role == null ? "" : role);
        } catch (InvalidValueException e) {
            fields.error(ProblemCode.UNKNOWN_ROLE, "role", "must be one of subject, background, style, lighting, pose");
            return null;
        }
    }

    /** Exactly one of asset, url, file; none means the multipart part that bears the reference's name. */
    private static @Nullable Source source(JsonFields fields, @Nullable String name) {
        String asset = fields.text("asset", 80);
        String url = PictureAddress.text(fields, "url");
        String file = fields.text("file", 400);
        int given = (asset == null ? 0 : 1) + (url == null ? 0 : 1) + (file == null ? 0 : 1);
        if (given > 1) {
            fields.error(ProblemCode.AMBIGUOUS_SOURCE, "url", "give exactly one of asset, url and file");
            return null;
        }
        if (asset != null) {
            return asset(fields, "asset", asset);
        }
        if (url != null) {
            return PictureAddress.read(fields, "url", url);
        }
        return file != null ? new Source.Part(file) : name == null ? null : new Source.Part(name);
    }

    /** {@code mask}: an asset id, a URL or data URI, or the name of a part; {@code mask_file}: the name of a file of this request. */
    private static @Nullable Source mask(JsonFields fields, @Nullable String name) {
        String mask = PictureAddress.text(fields, "mask");
        String maskFile = fields.text("mask_file", 400);
        if (maskFile != null) {
            if (mask != null) {
                fields.error(ProblemCode.AMBIGUOUS_SOURCE, "mask_file", "give mask or mask_file, not both");
            }
            return new Source.Part(maskFile);
        }
        if (mask == null || name == null) {
            return null;
        }
        if (mask.startsWith("ast_")) {
            return asset(fields, "mask", mask);
        }
        return PictureAddress.isAddress(mask) ? PictureAddress.read(fields, "mask", mask) : new Source.Part(mask);
    }

    private static @Nullable Source asset(JsonFields fields, String field, String id) {
        if (!ASSET.matcher(id).matches()) {
            fields.error(
                    ProblemCode.UNKNOWN_ASSET,
                    field,
                    "must be an id that POST /v1/assets answered: ast_ and 64 hex digits");
            return null;
        }
        return new Source.Asset(id);
    }

    private @Nullable RefinementSpec refinement(JsonFields job) {
        JsonFields refinement = job.object("refinement");
        if (refinement == null) {
            return new RefinementSpec(defaultPolicy, 4, 8, OnMiss.RETURN_BEST);
        }
        String policy = refinement.text("policy", 80, defaultPolicy);
        if (policy.isBlank()) {
            refinement.error(ProblemCode.INVALID_VALUE, "policy", "must be NAME@VERSION, see GET /v1/policies");
            policy = defaultPolicy;
        }
        int rounds = refinement.whole("max_rounds", 1, 16, 4);
        int candidates = refinement.whole("candidates", 1, 32, 8);
        String onMiss = refinement.text("on_miss", 40, OnMiss.RETURN_BEST.wireName());
        OnMiss parsed = refinement.checked("on_miss", () -> OnMiss.parse(onMiss));
        refinement.rejectUnknown();
        return new RefinementSpec(policy, rounds, candidates, parsed == null ? OnMiss.RETURN_BEST : parsed);
    }

    private static @Nullable WebhookRequest webhook(JsonFields job) {
        JsonFields webhook = job.object("webhook");
        if (webhook == null) {
            return null;
        }
        String url = webhook.text("url", 2000);
        if (url == null) {
            webhook.error(ProblemCode.MISSING_FIELD, "url", "must be the address that events are posted to");
        }
        List<String> events = webhook.texts("events", 16);
        List<String> allowed = ProgressType.webhookTypes();
        for (int i = 0; i < events.size(); i++) {
            if (!allowed.contains(events.get(i))) {
                webhook.error(
                        ProblemCode.UNKNOWN_EVENT, "events[" + i + "]", "must be one of " + String.join(", ", allowed));
            }
        }
        webhook.rejectUnknown();
        return url == null ? null : new WebhookRequest(url, events);
    }
}
