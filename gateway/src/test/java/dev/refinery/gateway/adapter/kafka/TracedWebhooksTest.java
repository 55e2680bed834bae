package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.backends.trace.SpanMemory;
import dev.refinery.backends.trace.Step;
import dev.refinery.backends.trace.Subject;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.WebhookRoute;
import dev.refinery.gateway.app.WebhookSender;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookMessage;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TracedWebhooksTest {
    @RegisterExtension
    static final OpenTelemetryExtension SPANS = OpenTelemetryExtension.create();

    private static final Instant NOW = Instant.parse("2026-11-01T11:00:00Z");
    private static final EndpointId ENDPOINT = EndpointId.of(NOW, 1);
    private static final WebhookRoute.Post ROUTE = new WebhookRoute.Post("u", ENDPOINT, List.of());
    private static final WebhookAttempt ATTEMPT = new WebhookAttempt(NOW, 5, 503, "busy", null);

    private final SpanMemory<DeliveryId> origins = new SpanMemory<>(10);

    private static WebhookDelivery delivery() {
        return WebhookDelivery.of(WebhookMessage.test(ENDPOINT, NOW, 1), TenantId.DEFAULT, ENDPOINT, null, NOW);
    }

    private Answer send(WebhookDelivery delivery, Answer answer) {
        WebhookSender sender = new TracedWebhooks((d, route) -> answer, origins);
        return sender.send(delivery, ROUTE);
    }

    private static SpanData last() {
        return SPANS.getSpans().getLast();
    }

    @Test
    void theFirstAttemptIsPartOfTheJobsTraceAndLaterOnesLinkToIt() {
        WebhookDelivery fresh = delivery();
        try (Step step = Step.sending("decide", new Subject(null, null, TenantId.DEFAULT))) {
            origins.remember(fresh.id(), Context.current());
        }
        SpanData origin = last();

        assertThat(send(fresh, new Answer.Failed(ATTEMPT, null))).isInstanceOf(Answer.Failed.class);
        SpanData first = last();
        assertThat(first.getTraceId()).isEqualTo(origin.getTraceId());
        assertThat(first.getParentSpanId()).isEqualTo(origin.getSpanId());
        assertThat(first.getStatus())
                .isEqualTo(StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "failed"));

        WebhookDelivery again = fresh.failedUntil(ATTEMPT, NOW);
        send(again, new Answer.Delivered(ATTEMPT));
        SpanData second = last();
        assertThat(second.getTraceId()).isNotEqualTo(origin.getTraceId());
        assertThat(second.getParentSpanContext().isValid()).isFalse();
        assertThat(second.getLinks())
                .singleElement()
                .satisfies(link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(origin.getSpanId()));
        assertThat(second.getAttributes().asMap().toString())
                .contains("refinery.attempt=2", "refinery.result=delivered");
        assertThat(origins.of(fresh.id())).as("not needed any more").isSameAs(Context.root());
    }

    @Test
    void anAttemptWhoseOriginIsForgottenStandsAlone() {
        WebhookDelivery fresh = delivery();
        send(fresh, new Answer.Gone(ATTEMPT));
        assertThat(last().getParentSpanContext().isValid()).isFalse();
        send(fresh.failedUntil(ATTEMPT, NOW), new Answer.Delivered(ATTEMPT));
        assertThat(last().getLinks()).isEmpty();
    }
}
