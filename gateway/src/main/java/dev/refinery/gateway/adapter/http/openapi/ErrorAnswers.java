package dev.refinery.gateway.adapter.http.openapi;

import static dev.refinery.gateway.domain.ProblemCode.*;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.refinery.contracts.codec.Json;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.edits.OpenAiError;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The errors of each operation: by status, with an example for each code. */
final class ErrorAnswers {
    /** What is wrong with a job before its pictures are looked at. */
    private static final Set<ProblemCode> JOB = EnumSet.of(
            UNKNOWN_FIELD,
            INVALID_TYPE,
            INVALID_VALUE,
            MISSING_FIELD,
            UNKNOWN_MODEL,
            UNKNOWN_POLICY,
            UNKNOWN_EVENT,
            MISSING_REFERENCES,
            TOO_MANY_REFERENCES,
            NO_SUBJECT,
            UNKNOWN_REFERENCE,
            INVALID_NAME,
            DUPLICATE_NAME,
            UNKNOWN_ROLE,
            INVALID_SIZE,
            CONTRADICTING_OUTPUT,
            AMBIGUOUS_SOURCE,
            INVALID_URL,
            URL_NOT_HTTPS,
            INVALID_DATA_URI,
            DATA_URI_TOO_LARGE);

    private static final Set<ProblemCode> PICTURE =
            EnumSet.of(UNSUPPORTED_MEDIA_TYPE, IMAGE_TOO_LARGE, IMAGE_TRUNCATED, IMAGE_UNDECODABLE);

    private static final Set<ProblemCode> URL =
            EnumSet.of(INVALID_URL, URL_NOT_HTTPS, URL_FORBIDDEN, URL_UNREACHABLE, URL_REDIRECTED);

    private static final Set<ProblemCode> FIELDS =
            EnumSet.of(UNKNOWN_FIELD, INVALID_TYPE, INVALID_VALUE, MISSING_FIELD);

    private final Components components;
    private final Map<List<Object>, String> names = new HashMap<>();

    ErrorAnswers(Components components) {
        this.components = components;
        components.addSchema(
                "OpenAiError",
                OASFactory.createSchema()
                        .addType(SchemaType.OBJECT)
                        .description("The shape of errors under /v1/images.")
                        .addProperty(
                                "error",
                                OASFactory.createSchema()
                                        .addType(SchemaType.OBJECT)
                                        .addProperty("message", text())
                                        .addProperty("type", text())
                                        .addProperty("param", text().addType(SchemaType.NULL))
                                        .addProperty(
                                                "code",
                                                OASFactory.createSchema().ref("ProblemCode"))
                                        .required(List.of("message", "type", "param", "code")))
                        .required(List.of("error")));
    }

    private static org.eclipse.microprofile.openapi.models.media.Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    void add(String id, String path, Operation operation) {
        boolean edits = path.startsWith("/v1/images");
        Map<Integer, Set<ProblemCode>> told = new TreeMap<>();
        Codes codes = (status, code) -> told.computeIfAbsent(
                        edits && status == 422 ? 400 : status, s -> EnumSet.noneOf(ProblemCode.class))
                .addAll(List.of(code));
        common(operation, codes);
        own(id, codes);
        told.forEach((status, known) ->
                operation.getResponses().addAPIResponse(status.toString(), shared(id, edits, status, known)));
    }

    /** What several operations answer alike stands in the document once, under the name of the first. */
    private APIResponse shared(String id, boolean edits, int status, Set<ProblemCode> codes) {
        String name = names.computeIfAbsent(List.of(edits, status, codes), told -> {
            String only = codes.size() == 1 ? codes.iterator().next().wireName() : id;
            String made = (edits ? "openai-" : "") + status + "-" + only;
            components.addResponse(made, edits ? openAi(status, codes) : plain(status, codes));
            return made;
        });
        return OASFactory.createAPIResponse().ref(name);
    }

    @FunctionalInterface
    private interface Codes {
        void add(int status, ProblemCode... codes);

        default void add(int status, Set<ProblemCode> codes) {
            add(status, codes.toArray(ProblemCode[]::new));
        }
    }

    private static void common(Operation operation, Codes codes) {
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            codes.add(401, CREDENTIALS_MISSING, CREDENTIALS_INVALID, CREDENTIALS_EXPIRED, CREDENTIALS_REVOKED);
            codes.add(403, SCOPE_MISSING);
            codes.add(429, RATE_LIMITED);
            codes.add(503, STORE_UNAVAILABLE, ISSUER_UNAVAILABLE);
        }
        if (operation.getRequestBody() != null) {
            codes.add(400, INCOMPLETE_BODY, REQUEST_REFUSED);
            if (operation
                    .getRequestBody()
                    .getContent()
                    .hasMediaType(jakarta.ws.rs.core.MediaType.MULTIPART_FORM_DATA)) {
                codes.add(400, MALFORMED_MULTIPART);
            }
            codes.add(413, BODY_TOO_LARGE);
            codes.add(415, UNSUPPORTED_CONTENT_TYPE);
        }
        codes.add(406, NOT_ACCEPTABLE);
        codes.add(500, INTERNAL_ERROR);
    }

    private static void own(String id, Codes codes) {
        switch (id) {
            case "submitJob" -> {
                submission(codes);
                codes.add(422, MISSING_PART, MISSING_IMAGE);
            }
            case "editImage" -> {
                submission(codes);
                codes.add(422, MISSING_PART, MISSING_IMAGE, EDIT_FAILED);
                codes.add(409, EDIT_CANCELED);
                codes.add(500, EDIT_FAILED);
                codes.add(504, EDIT_NOT_IN_TIME);
            }
            case "estimateJob" -> {
                json(codes);
                codes.add(422, JOB);
                codes.add(422, UNKNOWN_ASSET);
                codes.add(503, VIEWS_UNAVAILABLE);
            }
            case "listJobs" -> query(codes);
            case "getJob", "listRounds" -> job(codes);
            case "followJob" -> {
                job(codes);
                codes.add(400, INVALID_EVENT_ID);
            }
            case "followEvents" -> codes.add(400, INVALID_EVENT_ID);
            case "cancelJob" -> {
                job(codes);
                codes.add(409, JOB_ENDED);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "deleteJob" -> {
                codes.add(404, UNKNOWN_JOB);
                codes.add(409, JOB_NOT_ENDED);
                codes.add(503, VIEWS_UNAVAILABLE, LOG_UNAVAILABLE);
            }
            case "continueJob" -> {
                json(codes);
                job(codes);
                repeatable(codes);
                codes.add(409, JOB_NOT_ENDED, JOB_NOT_CONTINUABLE);
                codes.add(422, FIELDS);
            }
            case "replayJob" -> {
                json(codes);
                job(codes);
                repeatable(codes);
                codes.add(422, FIELDS);
                codes.add(422, UNKNOWN_REFERENCE, UNKNOWN_POLICY, UNKNOWN_ASSET, JOB_TOO_LARGE);
                codes.add(429, TOO_MANY_OUTSTANDING_JOBS);
            }
            case "getResult" -> {
                job(codes);
                codes.add(404, UNKNOWN_RESULT, IMAGE_GONE);
                codes.add(500, IMAGE_CORRUPT);
            }
            case "getProvenance" -> {
                job(codes);
                codes.add(404, UNKNOWN_RESULT, IMAGE_GONE, NO_PROVENANCE);
                codes.add(500, IMAGE_CORRUPT);
            }
            case "getCandidateImage" -> {
                job(codes);
                codes.add(404, UNKNOWN_CANDIDATE, IMAGE_GONE);
                codes.add(500, IMAGE_CORRUPT);
            }
            case "uploadAsset" -> {
                codes.add(400, MALFORMED_JSON);
                codes.add(404, UNKNOWN_ASSET);
                codes.add(422, FIELDS);
                codes.add(422, PICTURE);
                codes.add(422, URL);
                codes.add(422, MISSING_PART, AMBIGUOUS_SOURCE, INVALID_DATA_URI, DATA_URI_TOO_LARGE);
            }
            case "completeUpload" -> {
                codes.add(404, UNKNOWN_UPLOAD);
                codes.add(409, UPLOAD_MISSING);
                codes.add(422, PICTURE);
                codes.add(422, UPLOAD_MISMATCH);
            }
            case "getAsset" -> {
                codes.add(404, UNKNOWN_ASSET, IMAGE_GONE);
                codes.add(500, IMAGE_CORRUPT);
            }
            case "createBatch" -> {
                query(codes);
                codes.add(400, INVALID_IDEMPOTENCY_KEY);
                codes.add(422, EMPTY_BATCH, BATCH_TOO_LARGE, IDEMPOTENCY_KEY_REUSED);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "listBatches" -> query(codes);
            case "getBatch", "getBatchOutput", "getBatchErrors" -> batch(codes);
            case "cancelBatch" -> {
                batch(codes);
                codes.add(409, BATCH_ENDED);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "getPolicy" -> codes.add(404, UNKNOWN_POLICY);
            case "publishPolicy" -> {
                codes.add(409, POLICY_EXISTS);
                codes.add(422, INVALID_POLICY, POLICY_NAME_MISMATCH);
            }
            case "getUsage" -> query(codes);
            case "createWebhookEndpoint" -> {
                endpointFields(codes);
                codes.add(409, TOO_MANY_ENDPOINTS);
                codes.add(422, MISSING_FIELD);
            }
            case "listWebhookEndpoints" -> codes.add(503, VIEWS_UNAVAILABLE);
            case "getWebhookEndpoint" -> endpoint(codes);
            case "changeWebhookEndpoint" -> {
                endpoint(codes);
                endpointFields(codes);
            }
            case "deleteWebhookEndpoint" -> {
                endpoint(codes);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "rotateWebhookSecret" -> {
                json(codes);
                endpoint(codes);
                codes.add(422, FIELDS);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "testWebhookEndpoint" -> {
                endpoint(codes);
                codes.add(409, ENDPOINT_DISABLED);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "replayWebhookEvents" -> {
                json(codes);
                endpoint(codes);
                codes.add(409, ENDPOINT_DISABLED);
                codes.add(422, FIELDS);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "listEndpointDeliveries" -> {
                endpoint(codes);
                query(codes);
            }
            case "listJobDeliveries" -> {
                job(codes);
                query(codes);
            }
            case "getDelivery" -> delivery(codes);
            case "resendDelivery" -> {
                delivery(codes);
                codes.add(404, UNKNOWN_ENDPOINT);
                codes.add(409, ENDPOINT_DISABLED);
                codes.add(503, LOG_UNAVAILABLE);
            }
            case "listPolicies", "listProvenanceKeys", "getErrorPage" -> {}
            default -> throw new IllegalStateException("say which errors " + id + " can answer");
        }
    }

    private static void submission(Codes codes) {
        json(codes);
        repeatable(codes);
        codes.add(410, JOB_DELETED);
        codes.add(422, JOB);
        codes.add(422, PICTURE);
        codes.add(422, URL);
        codes.add(422, UNKNOWN_ASSET, MASK_SHAPE, JOB_TOO_LARGE, DESTINATION_NOT_ALLOWED, WEBHOOKS_NOT_CONFIGURED);
        codes.add(429, TOO_MANY_OUTSTANDING_JOBS);
    }

    private static void repeatable(Codes codes) {
        codes.add(400, INVALID_IDEMPOTENCY_KEY);
        codes.add(422, IDEMPOTENCY_KEY_REUSED);
        codes.add(503, LOG_UNAVAILABLE);
    }

    private static void json(Codes codes) {
        codes.add(400, MALFORMED_JSON);
    }

    private static void query(Codes codes) {
        codes.add(400, INVALID_QUERY);
        codes.add(503, VIEWS_UNAVAILABLE);
    }

    private static void job(Codes codes) {
        codes.add(404, UNKNOWN_JOB);
        codes.add(410, JOB_DELETED);
        codes.add(503, VIEWS_UNAVAILABLE);
    }

    private static void batch(Codes codes) {
        codes.add(404, UNKNOWN_BATCH);
        codes.add(503, VIEWS_UNAVAILABLE);
    }

    private static void endpoint(Codes codes) {
        codes.add(404, UNKNOWN_ENDPOINT);
        codes.add(503, VIEWS_UNAVAILABLE);
    }

    private static void endpointFields(Codes codes) {
        json(codes);
        codes.add(422, UNKNOWN_FIELD, INVALID_TYPE, INVALID_VALUE, UNKNOWN_EVENT);
        codes.add(422, INVALID_URL, URL_NOT_HTTPS, URL_FORBIDDEN);
        codes.add(503, LOG_UNAVAILABLE, VIEWS_UNAVAILABLE);
    }

    private static void delivery(Codes codes) {
        codes.add(404, UNKNOWN_DELIVERY);
        codes.add(503, VIEWS_UNAVAILABLE);
    }

    private APIResponse plain(int status, Set<ProblemCode> codes) {
        MediaType type =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Problem"));
        for (ProblemCode code : codes) {
            Problem problem = Problem.of(status, code, null, code.remedy());
            type.addExample(code.wireName(), shared(code.wireName() + "-" + status, code, problem));
        }
        return answer(status, codes, Problem.MEDIA_TYPE, type);
    }

    private APIResponse openAi(int status, Set<ProblemCode> codes) {
        MediaType type =
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("OpenAiError"));
        for (ProblemCode code : codes) {
            OpenAiError error = OpenAiError.of(Problem.of(status, code, null, code.remedy()));
            type.addExample(code.wireName(), shared("openai-" + code.wireName() + "-" + status, code, error));
        }
        return answer(status, codes, jakarta.ws.rs.core.MediaType.APPLICATION_JSON, type);
    }

    /** Written once and referred to by every operation. */
    private Example shared(String name, ProblemCode code, Object body) {
        components.addExample(
                name,
                OASFactory.createExample()
                        .summary(code.meaning())
                        .value(Json.mapper().convertValue(body, new TypeReference<Map<String, Object>>() {})));
        return OASFactory.createExample().ref(name);
    }

    private static APIResponse answer(int status, Set<ProblemCode> codes, String mediaType, MediaType type) {
        List<String> names = new ArrayList<>();
        codes.forEach(code -> names.add(code.wireName()));
        APIResponse response = OASFactory.createAPIResponse()
                .description(
                        Problem.of(status, codes.iterator().next(), null, "").title() + ": " + String.join(", ", names))
                .content(OASFactory.createContent().addMediaType(mediaType, type));
        switch (status) {
            case 429, 503 -> response.addHeader("Retry-After", header("Seconds to wait.", SchemaType.INTEGER));
            case 401 -> response.addHeader("WWW-Authenticate", header("How to call.", SchemaType.STRING));
            default -> {}
        }
        return response;
    }

    private static org.eclipse.microprofile.openapi.models.headers.Header header(String description, SchemaType type) {
        return OASFactory.createHeader()
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
