package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What each code of a {@link Problem} means. The page that {@code type} links to is made from this. Append only. */
public enum ProblemCode {
    MALFORMED_JSON(
            "400",
            "The body is not a JSON object in UTF-8.",
            "Look at the line and column in detail; send one JSON object."),
    MALFORMED_MULTIPART(
            "400",
            "The multipart body cannot be read.",
            "Give every part a name, end the body with the boundary that Content-Type tells, and send all of it."),
    INVALID_QUERY(
            "400",
            "A query parameter has a value that is not allowed.",
            "See field and detail; a cursor comes from next of an earlier page."),
    INVALID_EVENT_ID(
            "400",
            "Last-Event-ID is not the id of an event.",
            "Send the id of the last event that you received, or none to start over."),
    INVALID_IDEMPOTENCY_KEY(
            "400", "The Idempotency-Key is empty or too long.", "Send 1 to 255 characters, a UUID for instance."),
    INCOMPLETE_BODY(
            "400", "The body broke off before its end.", "Send the request again, with the same Idempotency-Key."),
    CREDENTIALS_MISSING(
            "401",
            "The request carries no API key and no token.",
            "Send Authorization: Bearer and an API key; the operator makes keys with ./refinery keys create."),
    CREDENTIALS_INVALID(
            "401",
            "The API key or token is not known, not whole, or not meant for this deployment.",
            "See detail; send an API key exactly as it was printed, or a token of the configured issuer."),
    CREDENTIALS_EXPIRED("401", "The API key or token has expired.", "Ask for a new one."),
    CREDENTIALS_REVOKED("401", "The API key was revoked.", "Ask the operator for a new one."),
    SCOPE_MISSING(
            "403",
            "The API key or token does not have the scope that this needs.",
            "Use one with the scope that detail names."),
    UNKNOWN_JOB(
            "404",
            "There is no such job, or its retention is over.",
            "Check the id; ids are what POST /v1/jobs answered."),
    UNKNOWN_BATCH(
            "404",
            "There is no such batch, or it was forgotten by now.",
            "Use an id of GET /v1/batches; a batch is remembered for 30 days."),
    UNKNOWN_ASSET(
            "404, 422",
            "There is no such asset.",
            "Upload the picture with POST /v1/assets and use the id that it answers."),
    UNKNOWN_RESULT(
            "404",
            "The job has no result of that number.",
            "Wait until the job has succeeded and use the addresses in its results."),
    NO_PROVENANCE(
            "404", "The result's file carries no provenance.", "Submit the job again: results of today carry it."),
    UNKNOWN_CANDIDATE(
            "404",
            "The job has no picture of that candidate.",
            "Use the addresses in the job's events and rounds; a failed candidate has no picture."),
    UNKNOWN_ENDPOINT(
            "404", "There is no such webhook endpoint.", "Use one of GET /v1/webhook-endpoints, or create one."),
    UNKNOWN_DELIVERY(
            "404",
            "There is no such webhook delivery, or it was forgotten by now.",
            "Use one of GET /v1/webhook-endpoints/{id}/deliveries."),
    UNKNOWN_RESOURCE("404", "There is nothing at this address.", "See /openapi for what there is."),
    UNKNOWN_UPLOAD(
            "404",
            "There is no such upload, or it was left alone for a day.",
            "Ask for a link with POST /v1/assets and use the complete_url that it answers."),
    IMAGE_GONE(
            "404",
            "The picture was deleted: its retention is over.",
            "Submit the job again; ask for a longer retention if results are fetched late."),
    METHOD_NOT_ALLOWED("405", "The address does not know this method.", "See /openapi and the Allow header."),
    NOT_ACCEPTABLE(
            "406",
            "The answer is not available in a media type that Accept allows.",
            "Accept application/json, text/event-stream for events, or image/* for pictures."),
    UNSUPPORTED_CONTENT_TYPE(
            "415",
            "The body has a Content-Type that is not taken here.",
            "Jobs take application/json or multipart/form-data; assets take those and image/png, image/jpeg, image/webp or application/octet-stream."),
    BATCH_ENDED("409", "The batch has ended.", "There is nothing to do: look at its output and its errors."),
    JOB_WITHOUT_RESULT(
            "409",
            "The job of an item of a batch ended without a result.",
            "See detail and the job itself; send the items that failed in a new batch."),
    EMPTY_BATCH(
            "422",
            "The file of the batch has no lines.",
            "Send one JSON object a line: a custom_id, and as body a job."),
    BATCH_TOO_LARGE("422", "The file of the batch has too many lines.", "Split it into several batches."),
    DUPLICATE_CUSTOM_ID(
            "422", "Two lines of a batch have the same custom_id.", "Give each line its own; results are found by it."),
    JOB_DELETED(
            "410",
            "The job was deleted: its pictures are gone, and so is what was asked for.",
            "deleted_at says when; submit a new job."),
    JOB_NOT_ENDED(
            "409",
            "The job has not ended yet.",
            "Wait for its end (Prefer: wait=60 or its events), or cancel it and wait for that."),
    JOB_NOT_CONTINUABLE(
            "409",
            "The job cannot go on from where it ended.",
            "Only jobs that ended below a gate, or expired after a round, can be continued; replay it for a new job."),
    JOB_ENDED("409", "The job has ended; there is nothing to cancel.", "Nothing needs to be done."),
    ENDPOINT_DISABLED(
            "409",
            "The webhook endpoint is disabled, by its owner or because its receiver answered 410.",
            "Enable it with PATCH {\"enabled\": true}, then ask again; what it missed can be replayed."),
    TOO_MANY_ENDPOINTS(
            "409",
            "There are as many webhook endpoints as are allowed.",
            "Delete one that is not needed, or have one endpoint receive more event types."),
    UPLOAD_MISSING(
            "409",
            "Nothing was uploaded over the link yet.",
            "PUT the file to the link, with its headers, then complete; ask for a new link when it has expired."),
    BODY_TOO_LARGE(
            "413",
            "The body is larger than this gateway takes.",
            "Send fewer or smaller pictures, or upload them one by one with POST /v1/assets."),
    UNKNOWN_FIELD("422", "The job has a field that does not exist.", "Check the spelling of field, or leave it out."),
    INVALID_TYPE("422", "A field has the wrong JSON type.", "See field and detail."),
    INVALID_VALUE("422", "A field has a value that is not allowed.", "See field and detail."),
    MISSING_FIELD("422", "A field that is needed is not there.", "Add the field."),
    MISSING_PART("422", "The multipart body lacks a part that is needed.", "Name the part as detail says."),
    UNKNOWN_MODEL(
            "422", "This deployment has no such model.", "Use one of those that detail lists, or leave model out."),
    UNKNOWN_POLICY(
            "404, 422",
            "There is no such reward policy.",
            "Use one of GET /v1/policies, publish yours with PUT /v1/policies/{name@version}, or leave policy out."),
    INVALID_POLICY(
            "422",
            "The document is not a reward policy.",
            "See errors: every fault is listed with its place; docs/rewards.md and its JSON schema say what a policy holds."),
    POLICY_NAME_MISMATCH(
            "422",
            "The document bears another name or version than the address.",
            "Make name and version in the document and the address the same."),
    POLICY_EXISTS(
            "409",
            "Another document is published under this name and version.",
            "A published policy never changes: publish yours under a new version."),
    UNKNOWN_EVENT(
            "422",
            "The webhook asks for an event that does not exist.",
            "Use those that detail lists, or leave events out to get all."),
    JOB_TOO_LARGE(
            "422", "Prompt, references and metadata together are too long.", "Shorten the prompt or the metadata."),
    IDEMPOTENCY_KEY_REUSED(
            "422",
            "The Idempotency-Key was used with another request.",
            "Use a new key for a new job, and the very same body to repeat a request."),
    WEBHOOKS_NOT_CONFIGURED(
            "422",
            "This deployment cannot sign a job's own webhook.",
            "Create a webhook endpoint, follow the job's events, or have the operator set refinery.webhooks.secret."),
    MISSING_REFERENCES("422", "The job has no references.", "Give 1 to 12 references."),
    TOO_MANY_REFERENCES("422", "The job has more references than are taken.", "Give at most 12 references."),
    NO_SUBJECT("422", "No reference has the role subject.", "Give at least one subject: that is what gets pictured."),
    DESTINATION_NOT_ALLOWED(
            "422",
            "This deployment does not put results there.",
            "Use a bucket and prefix that the operator allows by refinery.gateway.destinations, or fetch the results."),
    UNKNOWN_REFERENCE(
            "422",
            "The prompt says @name, but no reference has that name.",
            "Name a reference of the job, or write @@ for a plain @."),
    INVALID_NAME(
            "422",
            "A reference's name is not allowed.",
            "Use letters, digits, - and _, at most 40, starting with a letter or digit."),
    DUPLICATE_NAME("422", "Two references have the same name.", "Rename one of them."),
    UNKNOWN_ROLE(
            "422", "A reference has a role that does not exist.", "Use subject, background, style, lighting or pose."),
    INVALID_SIZE("422", "The size is not allowed.", "Give WIDTHxHEIGHT with sides from 64 to 2048, e.g. 1024x1024."),
    CONTRADICTING_OUTPUT(
            "422",
            "Two output controls, or a control and its preset, exclude one another.",
            "Leave out one of the two that detail names; a preset fills in what is left out."),
    AMBIGUOUS_SOURCE(
            "422",
            "A picture is given in more than one way, or in none.",
            "Give exactly one of asset, url and file, and at most one of mask and mask_file."),
    MISSING_IMAGE(
            "422", "The request names a file that is not among its parts.", "Send the file as a part with that name."),
    MASK_SHAPE("422", "The mask has another shape than its picture.", "Send a mask with the picture's aspect ratio."),
    INVALID_URL("422", "The address cannot be used.", "Give an absolute https address without user name and password."),
    URL_NOT_HTTPS("422", "The address does not start with https://.", "Use https."),
    URL_FORBIDDEN(
            "422",
            "The address leads outside the public internet.",
            "Upload the picture instead, or have the operator allow the address."),
    URL_UNREACHABLE(
            "422",
            "The address does not answer with a picture.",
            "Check the address; upload the picture if it needs a login."),
    INVALID_DATA_URI(
            "422", "The data URI cannot be read.", "Give data:image/png;base64, and the file in base64, or upload it."),
    DATA_URI_TOO_LARGE(
            "422",
            "The data URI holds a picture that is too large to travel inside JSON.",
            "Upload the picture with POST /v1/assets and give the asset; at most 65536 bytes go into a data URI."),
    UPLOAD_MISMATCH(
            "422",
            "What was uploaded has another length or sha256 than was announced.",
            "Announce the file as it is: ask for a new link with its bytes and sha256."),
    URL_REDIRECTED("422", "The address redirects elsewhere.", "Give the address of the picture itself."),
    UNSUPPORTED_MEDIA_TYPE(
            "422", "The picture is not PNG, JPEG or WebP, whatever its name says.", "Save it as PNG, JPEG or WebP."),
    IMAGE_TOO_LARGE(
            "422",
            "The picture has too many bytes or pixels.",
            "Scale it down: sides above 2048 px bring nothing here."),
    IMAGE_TRUNCATED("422", "The picture breaks off before its end.", "Send the whole file."),
    IMAGE_UNDECODABLE(
            "422", "The picture is damaged, or of a kind that cannot be read.", "Save it again as PNG or JPEG."),
    RATE_LIMITED(
            "429",
            "The tenant sends more requests than it may.",
            "Wait for Retry-After; RateLimit says what is left. Follow a job over its events instead of asking for it."),
    TOO_MANY_OUTSTANDING_JOBS(
            "429",
            "The tenant has as many jobs, or candidates to come, as it may have at a time.",
            "Wait until some jobs have ended, or cancel some; then send the request again."),
    REQUEST_REFUSED("4xx", "The request was refused by the HTTP layer.", "See status and detail."),
    INTERNAL_ERROR(
            "500", "Something went wrong in the gateway.", "Try again later; the operator finds the cause in the log."),
    IMAGE_CORRUPT(
            "500", "The stored picture is damaged.", "Submit the job again; the operator finds the object in the log."),
    LOG_UNAVAILABLE(
            "503",
            "The event log does not answer.",
            "Send the request again after Retry-After, with the same Idempotency-Key."),
    STORE_UNAVAILABLE("503", "The object store does not answer.", "Try again after Retry-After."),
    VIEWS_UNAVAILABLE("503", "The job views are still being loaded.", "Try again after Retry-After."),
    ISSUER_UNAVAILABLE(
            "503",
            "The keys of the token's issuer cannot be fetched.",
            "Try again after Retry-After, or use an API key."),
    EDIT_FAILED(
            "422, 500",
            "The job of an image edit failed; the message says why.",
            "If it names a reference, send a clearer photo or another role; otherwise look at the job that X-Refinery-Job names."),
    EDIT_CANCELED(
            "409",
            "Somebody canceled the job of an image edit before it ended.",
            "Send the edit again if it is still wanted."),
    EDIT_NOT_IN_TIME(
            "504",
            "The job of an image edit has not ended in the time that the request may take, or expired.",
            "Do not send the edit again: look at the job that X-Refinery-Job names with GET /v1/jobs/{id}, or wait longer from the start.");

    private final String statuses;
    private final String meaning;
    private final String remedy;

    ProblemCode(String statuses, String meaning, String remedy) {
        this.statuses = statuses;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    /**
     * @param wireName as other modules give it, for instance {@code image_truncated} of a picture that is refused
     * @throws IllegalArgumentException there is no such code
     */
    public static ProblemCode of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** HTTP status, or several. */
    public String statuses() {
        return statuses;
    }

    public String meaning() {
        return meaning;
    }

    /** What the client can do. */
    public String remedy() {
        return remedy;
    }
}
