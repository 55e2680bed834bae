package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.gateway.domain.JobRequest.ReferenceRequest;
import dev.refinery.gateway.domain.JobRequest.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one line of a batch's file: {@code {"custom_id": .., "body": {a job}}}; {@code method} and {@code url} may stand there as
 * other services want them. What is wrong is a value, since one bad line does not concern the others. Thread-safe.
 */
public final class BatchLineReader {
    private static final Pattern CUSTOM_ID = Pattern.compile("[^\\p{Cntrl}]{1,64}");
    private static final String DEADLINE = "P1D";

    private final JobRequestReader jobs;

    public BatchLineReader(JobRequestReader jobs) {
        this.jobs = jobs;
    }

    /** @param line its number, from 1 */
    public BatchLine read(int line, byte[] json) {
        JsonNode tree;
        try {
            tree = JobRequestReader.parse(json);
        } catch (RequestRefused e) {
            return new BatchLine.Invalid(line, null, e.problem());
        }
        List<Problem.Fault> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(tree, "", errors);
        String customId = fields.text("custom_id", 64);
        if (customId == null
                || customId.isBlank()
                || !CUSTOM_ID.matcher(customId).matches()) {
            fields.error(
                    ProblemCode.MISSING_FIELD,
                    "custom_id",
                    "must name the line in its results: 1 to 64 characters, none of them a control character");
            customId = null;
        }
        only(fields, "method", "POST");
        only(fields, "url", "/v1/jobs");
        JsonNode body = fields.child("body");
        if (!(body instanceof ObjectNode)) {
            fields.error(ProblemCode.MISSING_FIELD, "body", "must be a job, as POST /v1/jobs takes it");
        }
        fields.rejectUnknown();
        if (!errors.isEmpty() || customId == null || !(body instanceof ObjectNode job)) {
            return new BatchLine.Invalid(line, customId, Problem.of(422, errors));
        }
        fillIn(job, customId);
        try {
            check(jobs.read(job));
        } catch (RequestRefused e) {
            return new BatchLine.Invalid(line, customId, inBody(e.problem()));
        }
        return new BatchLine.Item(line, customId, job);
    }

    private static void only(JsonFields fields, String name, String value) {
        String given = fields.text(name, 80, value);
        if (!given.equals(value)) {
            fields.error(ProblemCode.INVALID_VALUE, name, "must be " + value + ", or left out");
        }
    }

    private static void fillIn(ObjectNode job, String customId) {
        if (!job.has("priority")) {
            job.put("priority", Lane.BATCH.wireName());
        }
        if (!job.has("deadline")) {
            job.put("deadline", DEADLINE);
        }
        if (!job.has("external_id")) {
            job.put("external_id", customId);
        }
    }

    private static void check(JobRequest request) {
        if (request.labels().size() >= JobSpec.MAX_LABELS) {
            throw RequestRefused.unprocessable(
                    ProblemCode.INVALID_VALUE,
                    "labels",
                    "must be at most " + (JobSpec.MAX_LABELS - 1) + " in a batch, which adds one of its own");
        }
        for (int i = 0; i < request.references().size(); i++) {
            ReferenceRequest reference = request.references().get(i);
            if (reference.image() instanceof Source.Part || reference.mask() instanceof Source.Part) {
                throw RequestRefused.unprocessable(
                        ProblemCode.MISSING_IMAGE,
                        "references[" + i + "]",
                        "names a file, but a batch carries none: give an asset (from POST /v1/assets) or a url");
            }
        }
    }

    private static Problem inBody(Problem problem) {
        List<Problem.Fault> faults = problem.errors().isEmpty()
                ? List.of(new Problem.Fault(problem.code(), problem.field(), problem.detail()))
                : problem.errors();
        return Problem.of(
                problem.status(),
                faults.stream()
                        .map(f -> new Problem.Fault(f.code(), inBody(f.field()), f.detail()))
                        .toList());
    }

    private static String inBody(@Nullable String field) {
        return field == null ? "body" : "body." + field;
    }
}
