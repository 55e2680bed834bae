package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.job.PromptText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a replay changes of the job that it repeats. Null = the same. */
public record ReplayRequest(
        @Nullable Long seed,
        @Nullable String prompt,
        @Nullable String policy,
        @Nullable String externalId,
        @Nullable List<String> labels,
        @Nullable Map<String, String> metadata) {
    public ReplayRequest {
        labels = labels == null ? null : List.copyOf(labels);
        metadata = metadata == null ? null : Map.copyOf(metadata);
    }

    /**
     * @param names of the job's references, which the prompt may name
     * @throws RequestRefused 422, naming everything that is wrong
     */
    public static ReplayRequest read(JsonNode body, List<String> names) {
        List<Problem.Fault> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(body, "", errors);
        Long seed = fields.whole("seed");
        String prompt = fields.text("prompt", 4000);
        if (prompt != null) {
            PromptText.names(prompt).stream()
                    .filter(name -> !names.contains(name))
                    .forEach(name -> fields.error(
                            ProblemCode.UNKNOWN_REFERENCE, "prompt", JobRequestReader.unknownReference(name, names)));
        }
        String policy = fields.text("policy", 80);
        String externalId = fields.text("external_id", 200);
        if (externalId != null && externalId.isBlank()) {
            fields.error(ProblemCode.INVALID_VALUE, "external_id", "must not be blank");
        }
        List<String> labels = fields.child("labels") == null ? null : JobRequestReader.labels(fields);
        Map<String, String> metadata = fields.child("metadata") == null ? null : fields.textMap("metadata", 32, 500);
        fields.rejectUnknown();
        if (!errors.isEmpty()) {
            throw RequestRefused.unprocessable(errors);
        }
        return new ReplayRequest(seed, prompt, policy, externalId, labels, metadata);
    }
}
