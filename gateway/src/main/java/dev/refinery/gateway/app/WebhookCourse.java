package dev.refinery.gateway.app;

import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.WebhookDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How a delivery goes on after an attempt. */
public record WebhookCourse(RetrySchedule schedule) {
    public WebhookDelivery after(WebhookDelivery delivery, Answer answer, Instant now) {
        return switch (answer) {
            case Answer.Delivered delivered -> delivery.delivered(delivered.attempt());
            case Answer.Gone gone -> delivery.givenUp(gone.attempt(), "the receiver answered 410 Gone");
            case Answer.Refused refused ->
                delivery.givenUp(
                        refused.attempt(), String.valueOf(refused.attempt().error()));
            case Answer.Failed failed -> {
                int failures = delivery.failures() + 1;
                Optional<Duration> pause = schedule.pauseAfter(failures);
                if (pause.isEmpty()) {
                    yield delivery.givenUp(failed.attempt(), failures + " attempts failed");
                }
                Duration asked = failed.notBefore();
                Duration wait = asked != null && asked.compareTo(pause.get()) > 0 ? asked : pause.get();
                yield delivery.failedUntil(failed.attempt(), now.plus(wait));
            }
        };
    }
}
