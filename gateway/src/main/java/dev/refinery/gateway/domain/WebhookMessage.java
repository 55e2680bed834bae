package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is told to receivers, whoever they are.
 *
 * @param id the {@code webhook-id}
 * @param job with {@code seq}: which of whose events; null for a test
 * @param body of Standard Webhooks: a type, when it happened, and the event's data
 */
public record WebhookMessage(
        String id,
        String type,
        Instant at,
        @Nullable JobId job,
        @Nullable Long seq,
        String body) {
    /** The type of what {@code POST /v1/webhook-endpoints/{id}/test} sends. */
    public static final String TEST = "webhook.test";

    @JsonPropertyOrder({"type", "timestamp", "data"})
    private record Body(String type, Instant timestamp, Object data) {}

    private record TestData(EndpointId endpoint) {}

    /** What is told about a batch, beside what is told about its jobs. */
    public static List<String> batchTypes() {
        return Stream.of(BatchStatus.COMPLETED, BatchStatus.FAILED, BatchStatus.CANCELLED)
                .map(WebhookMessage::typeOf)
                .toList();
    }

    private static String typeOf(BatchStatus ended) {
        return "batch." + ended.wireName();
    }

    @JsonPropertyOrder({"id", "status"})
    private record BatchData(
            BatchId id,
            BatchStatus status,
            @JsonProperty("request_counts") BatchTotals counts,
            String url,
            String output,
            String errors) {}

    private record BatchTotals(int total, int completed, int failed, int cancelled) {}

    /** @param batch that has ended; it is told once, under the same id however often this is called */
    public static WebhookMessage ended(Batch batch, JobLinks links) {
        Instant at = Objects.requireNonNull(batch.endedAt());
        String self = links.batch(batch.id());
        BatchData data = new BatchData(
                batch.id(),
                batch.status(),
                new BatchTotals(
                        batch.input().lines(),
                        batch.counts().succeeded(),
                        batch.counts().failed(),
                        batch.counts().cancelled()),
                self,
                self + "/output",
                self + "/errors");
        return new WebhookMessage(
                "msg_" + batch.id(),
                typeOf(batch.status()),
                at,
                null,
                null,
                write(new Body(typeOf(batch.status()), at, data)));
    }

    /** @param random makes the id unique */
    public static WebhookMessage test(EndpointId endpoint, Instant now, long random) {
        return new WebhookMessage(
                "msg_test_" + Long.toHexString(now.toEpochMilli()) + Long.toHexString(random),
                TEST,
                now,
                null,
                null,
                write(new Body(TEST, now, new TestData(endpoint))));
    }

    /** What a change of a job's view calls for, oldest first. */
    public static List<WebhookMessage> between(JobView before, JobView after, JobLinks links) {
        var spec = after.spec();
        if (spec == null) {
            return List.of();
        }
        // Nothing can have been sent while the submission was unknown.
        long told = before.spec() == null || before.log().isEmpty()
                ? 0
                : before.log().getLast().seq();
        boolean endingIsNew = after.ending() != null && (before.ending() == null || before.spec() == null);
        boolean news = endingIsNew
                || after.log().stream().anyMatch(e -> e.seq() > told && e.type().sentByWebhook());
        if (!news) {
            return List.of();
        }
        return ProgressLog.since(after, links, told, endingIsNew).stream()
                .filter(e -> e.type().sentByWebhook())
                // An ending that was continued was told when it was new.
                .filter(e -> !e.type().ending() || e.seq() == after.endingSeq())
                .map(e -> new WebhookMessage(
                        idOf(spec.id(), e.seq()),
                        e.type().wireName(),
                        e.at(),
                        spec.id(),
                        e.seq(),
                        write(new Body(e.type().wireName(), e.at(), e))))
                .toList();
    }

    private static String idOf(JobId job, long seq) {
        return "msg_" + job.toString().replace("-", "") + "_" + seq;
    }

    private static String write(Body body) {
        try {
            return Json.mapper().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a webhook body does not serialise", e);
        }
    }
}
