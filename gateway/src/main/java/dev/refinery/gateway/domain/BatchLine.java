package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A line of a batch's file as it was read. */
public sealed interface BatchLine {
    /**
     * A job.
     *
     * @param line from 1
     * @param body the job as for {@code POST /v1/jobs}, with the defaults of a batch filled in
     */
    record Item(int line, @JsonProperty("custom_id") String customId, JsonNode body) implements BatchLine {}

    /** @param customId null when there is none that could be read */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Invalid(
            int line, @JsonProperty("custom_id") @Nullable String customId, Problem error) implements BatchLine {}
}
