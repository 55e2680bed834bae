package dev.refinery.gateway.adapter.http.openapi;

import dev.refinery.gateway.domain.JobStatus;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** What parameters mean and may hold: the same name means the same on every route. */
final class Parameters {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}";
    private static final String BATCH = "batch_019ab2f04d1c00000000000000";
    private static final String ENDPOINT = "we_019ab2f04d1c000000000001";
    private static final String DELIVERY = "dlv_019ab2f04d1c000000000001_019ab2f04d1c_00000000000f4240";
    private static final String JOB = "019ab2f0-4d1c-7a52-9d3e-8f6a01c2b3d4";

    private Parameters() {}

    static void describe(String path, Operation operation) {
        for (Parameter parameter :
                operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters()) {
            describe(path, parameter);
        }
    }

    private static void describe(String path, Parameter parameter) {
        switch (parameter.getName()) {
            case "id" -> id(path, parameter);
            case "k" -> set(parameter, "Number of the result, from 0.", pattern("[0-9]{1,3}"), "0");
            case "round" -> set(parameter, "Number of the round, from 0, or final.", pattern("[0-9]{1,3}|final"), "0");
            case "index" -> set(parameter, "Number of the candidate, from 0.", pattern("[0-9]{1,4}"), "0");
            case "policy" ->
                set(parameter, "Name and version of the policy.", pattern("[a-z0-9][a-z0-9-]*@.+"), "catalog@1");
            case "Idempotency-Key" ->
                set(
                        parameter,
                        "The same key and the same body get the same answer, however often they are sent.",
                        text().minLength(1).maxLength(255),
                        "5f0c7a52-order-1");
            case "Prefer" ->
                set(
                        parameter,
                        "wait=N: the answer waits for the job's end, at most N seconds and at most 60.",
                        text(),
                        "wait=20");
            case "If-None-Match" ->
                set(parameter, "The ETag of an earlier answer: 304 when it still holds.", text(), "\"0\"");
            case "Last-Event-ID", "last_event_id" -> lastEvent(path, parameter);
            case "limit" ->
                set(
                        parameter,
                        "How many at most.",
                        OASFactory.createSchema()
                                .addType(SchemaType.INTEGER)
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(100))
                                .defaultValue(20),
                        20);
            case "cursor" -> cursor(path, parameter);
            case "status" -> status(path, parameter);
            case "external_id" -> set(parameter, "Jobs with this external_id.", text(), "SKU-1");
            case "label" -> {
                parameter.setDescription("Jobs with this label; several: with all of them.");
                parameter.setExample(List.of("spring"));
            }
            case "batch" -> set(parameter, "Jobs of this batch.", pattern("batch_[0-9a-f]{26}"), BATCH);
            case "created_after" ->
                set(parameter, "Jobs from this time on.", text().format("date-time"), "2026-11-01T00:00:00Z");
            case "created_before" ->
                set(parameter, "Jobs before this time.", text().format("date-time"), "2026-12-01T00:00:00Z");
            case "rollover" ->
                set(
                        parameter,
                        "Whether candidates that items did not need go to items that fell short.",
                        OASFactory.createSchema().addType(SchemaType.BOOLEAN).defaultValue(false),
                        false);
            case "from" ->
                set(
                        parameter,
                        "First day, UTC; absent = the first of the month of to.",
                        text().format("date"),
                        "2026-11-01");
            case "to" -> set(parameter, "Last day, UTC; absent = today.", text().format("date"), "2026-11-30");
            case "group_by" ->
                set(
                        parameter,
                        "What rows are told apart by; absent = day, empty = nothing.",
                        oneOf(List.of("", "day", "policy", "day,policy", "policy,day")),
                        "day,policy");
            case "job" -> set(parameter, "The job's id.", pattern(UUID), JOB);
            case "presigned" -> {}
            case "X-Stainless-Timeout", "X-Stainless-Read-Timeout" ->
                set(
                        parameter,
                        "Seconds that the client waits, as the OpenAI libraries tell: the answer comes before.",
                        text(),
                        "600");
            default -> throw new IllegalStateException("say what the parameter " + parameter.getName() + " means");
        }
    }

    private static void id(String path, Parameter parameter) {
        switch (path.split("/", -1)[2]) {
            case "jobs" -> set(parameter, "The job's id.", pattern(UUID), JOB);
            case "batches" -> set(parameter, "The batch's id.", pattern("batch_[0-9a-f]{26}"), BATCH);
            case "assets" -> asset(path, parameter);
            case "webhook-endpoints" -> set(parameter, "The endpoint's id.", pattern("we_[0-9a-f]{24}"), ENDPOINT);
            case "webhook-deliveries" -> set(parameter, "The delivery's id.", text(), DELIVERY);
            default -> throw new IllegalStateException("say what is named by the id in " + path);
        }
    }

    private static void asset(String path, Parameter parameter) {
        if (path.endsWith("/complete")) {
            set(parameter, "The upload's id.", pattern("upl_[0-9a-f]{32}"), "upl_019ab2f04d1c7a529d3e8f6a01c2b3d4");
        } else {
            set(parameter, "The asset's id.", pattern("ast_[0-9a-f]{64}"), "ast_" + "9f86d081".repeat(8));
        }
    }

    private static void lastEvent(String path, Parameter parameter) {
        if (path.equals("/v1/events")) {
            set(parameter, "Changes after the one of this id.", pattern("([0-9a-f]{8}-[0-9]{1,18})?"), "3f2a9c01-17");
        } else {
            set(parameter, "Only events after this one.", pattern("[0-9]{0,9}"), "3");
        }
    }

    private static void cursor(String path, Parameter parameter) {
        String like = path.startsWith("/v1/jobs") ? JOB : path.startsWith("/v1/batches") ? BATCH : DELIVERY;
        set(parameter, "next of the page before.", text(), like);
    }

    private static void status(String path, Parameter parameter) {
        if (path.startsWith("/v1/jobs")) {
            set(
                    parameter,
                    "Jobs that stand so.",
                    oneOf(Arrays.stream(JobStatus.values())
                            .map(JobStatus::wireName)
                            .toList()),
                    "succeeded");
        } else {
            set(
                    parameter,
                    "Deliveries that stand so.",
                    oneOf(Arrays.stream(dev.refinery.gateway.domain.WebhookDelivery.Status.values())
                            .map(dev.refinery.gateway.domain.WebhookDelivery.Status::wireName)
                            .toList()),
                    "failed");
        }
    }

    private static void set(Parameter parameter, String description, Schema schema, Object example) {
        parameter.setDescription(description);
        parameter.setSchema(schema);
        parameter.setExample(example);
    }

    private static Schema text() {
        return OASFactory.createSchema().addType(SchemaType.STRING);
    }

    private static Schema pattern(String pattern) {
        return text().pattern("^(" + pattern + ")$");
    }

    private static Schema oneOf(List<String> values) {
        return text().enumeration(new ArrayList<>(values));
    }
}
