package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try to reach a receiver.
 *
 * @param latencyMs until the answer's head, or until it was given up
 * @param status of the answer; null = there was none
 * @param error why it does not count as delivered; null = it does
 * @param response how the answer's body begins, at most 1 kB; null = it was empty, or there was none
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WebhookAttempt(
        Instant at,
        long latencyMs,
        @Nullable Integer status,
        @Nullable String error,
        @Nullable String response) {}
