package dev.refinery.gateway.app;

import dev.refinery.gateway.domain.WebhookDelivery;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Posts one message to its receiver. Blocking; thread-safe; never throws. */
public interface WebhookSender {
    Answer send(WebhookDelivery delivery, Instant now);

    /** What became of an attempt. */
    sealed interface Answer {
        /** The receiver has it. */
        record Delivered(int status) implements Answer {}

        /** Worth another attempt. {@code notBefore} is what the receiver asked for, null = it did not. */
        record Failed(String reason, @Nullable Duration notBefore) implements Answer {}

        /** The receiver wants no more of this, or must not be called at all. */
        record Refused(String reason) implements Answer {}
    }
}
