package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Posts one message to its receiver. Blocking; thread-safe; never throws. */
public interface WebhookSender {
    Answer send(WebhookDelivery delivery, WebhookRoute.Post route);

    /** What became of an attempt. */
    sealed interface Answer {
        WebhookAttempt attempt();

        /** The receiver has it. */
        record Delivered(WebhookAttempt attempt) implements Answer {}

        /** Worth another attempt. {@code notBefore} is what the receiver asked for, null = it did not. */
        record Failed(WebhookAttempt attempt, @Nullable Duration notBefore) implements Answer {}

        /** The receiver wants nothing more: 410. */
        record Gone(WebhookAttempt attempt) implements Answer {}

        /** Must not be called at all. */
        record Refused(WebhookAttempt attempt) implements Answer {}
    }
}
