package dev.refinery.gateway.domain;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the JSON of requests about webhook endpoints, as strictly as {@link JobRequestReader} reads jobs. */
public final class WebhookRequestReader {
    private static final int LONGEST_URL = 2000;
    private static final int LONGEST_DESCRIPTION = 200;
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);
    private static final List<Status> REPLAYABLE = List.of(Status.DELIVERED, Status.FAILED, Status.SKIPPED);

    private WebhookRequestReader() {}

    /** A new endpoint. */
    public record NewEndpoint(String url, @Nullable String description, List<String> events) {
        public NewEndpoint {
            events = List.copyOf(events);
        }
    }

    /** What to replay. */
    public record ReplayRequest(Instant since, List<Status> statuses) {
        public ReplayRequest {
            statuses = List.copyOf(statuses);
        }
    }

    public static NewEndpoint readNew(JsonNode json) {
        return read(json, fields -> {
            String url = fields.text("url", LONGEST_URL);
            if (url == null) {
                fields.error(ProblemCode.MISSING_FIELD, "url", "must be the address that events are posted to");
            }
            String description = fields.text("description", LONGEST_DESCRIPTION);
            return new NewEndpoint(String.valueOf(url), description, events(fields));
        });
    }

    public static WebhookEndpointChange readChange(JsonNode json) {
        return read(json, fields -> {
            String url = fields.text("url", LONGEST_URL);
            String description = fields.text("description", LONGEST_DESCRIPTION);
            List<String> events = fields.child("events") == null ? null : events(fields);
            return new WebhookEndpointChange(url, description, events, fields.flag("enabled"));
        });
    }

    /** How long the old secret goes on. */
    public static Duration readRotation(JsonNode json) {
        return read(json, fields -> fields.duration("overlap", Duration.ZERO, LONGEST_OVERLAP, OVERLAP));
    }

    public static ReplayRequest readReplay(JsonNode json) {
        return read(json, fields -> {
            Instant since = fields.instant("since");
            if (fields.child("since") == null) {
                fields.error(
                        ProblemCode.MISSING_FIELD, "since", "must be the time from which on events are sent again");
            }
            List<Status> statuses = new ArrayList<>();
            List<String> named = fields.texts("status", REPLAYABLE.size());
            for (int i = 0; i < named.size(); i++) {
                Optional<Status> status = Status.parse(named.get(i)).filter(REPLAYABLE::contains);
                if (status.isEmpty()) {
                    fields.error(
                            ProblemCode.INVALID_VALUE,
                            "status[" + i + "]",
                            "must be one of "
                                    + String.join(
                                            ", ",
                                            REPLAYABLE.stream()
                                                    .map(Status::wireName)
                                                    .toList()));
                }
                status.ifPresent(statuses::add);
            }
            return new ReplayRequest(since == null ? Instant.EPOCH : since, statuses.isEmpty() ? REPLAYABLE : statuses);
        });
    }

    /** @throws RequestRefused 400 */
    public static Status status(String text) {
        return Status.parse(text)
                .orElseThrow(() -> RequestRefused.malformed(
                        ProblemCode.INVALID_QUERY,
                        "status",
                        "must be one of "
                                + String.join(
                                        ", ",
                                        Arrays.stream(Status.values())
                                                .map(Status::wireName)
                                                .toList())));
    }

    private static List<String> events(JsonFields fields) {
        List<String> events = fields.texts("events", 16);
        List<String> allowed = Stream.concat(ProgressType.webhookTypes().stream(), WebhookMessage.batchTypes().stream())
                .toList();
        for (int i = 0; i < events.size(); i++) {
            if (!allowed.contains(events.get(i))) {
                fields.error(
                        ProblemCode.UNKNOWN_EVENT, "events[" + i + "]", "must be one of " + String.join(", ", allowed));
            }
        }
        return events;
    }

    private static <T> T read(JsonNode json, Function<JsonFields, T> reading) {
        List<Problem.Fault> errors = new ArrayList<>();
        JsonFields fields = new JsonFields(json, "", errors);
        T value = reading.apply(fields);
        fields.rejectUnknown();
        if (!errors.isEmpty()) {
            throw RequestRefused.unprocessable(errors);
        }
        return value;
    }
}
