package dev.refinery.gateway.adapter.kafka;

import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.WebhookDelivery;
import io.opentelemetry.context.Context;
import java.util.Locale;

/**
 * Each attempt as a span: the first one in the trace of the job, later ones, which may be days away, in traces of their own with a link
 * to it. Receivers are told nothing of it.
 */
final class TracedWebhooks implements WebhookSender {
    private static final String NAME = "webhook attempt";

    private final WebhookSender sender;
    private final SpanMemory<DeliveryId> origins;

    TracedWebhooks(WebhookSender sender, SpanMemory<DeliveryId> origins) {
        this.sender = sender;
        this.origins = origins;
    }

    @Override
    @SuppressWarnings("try") // the step is only held
    public Answer send(WebhookDelivery delivery, WebhookRoute.Post route) {
        Subject subject = new Subject(delivery.job(), null, delivery.tenant());
        Context origin = origins.of(delivery.id());
        try (Step step = delivery.attempted() == 0
                ? Step.calling(NAME, origin, subject)
                : Step.callingLater(NAME, origin, subject)) {
            Step.note("attempt", Integer.toString(delivery.attempted() + 1));
            Answer answer = sender.send(delivery, route);
            String outcome = answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
            Step.note("result", outcome);
            if (answer instanceof Answer.Delivered) {
                origins.forget(delivery.id());
            } else {
                Step.failed(outcome);
            }
            return answer;
        }
    }
}
