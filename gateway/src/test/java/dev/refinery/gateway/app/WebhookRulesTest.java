package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.WebhookSender.Answer;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.RegisteredEndpoint.Gone;
import dev.refinery.gateway.domain.WebhookAttempt;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookEndpointChange;
import dev.refinery.gateway.domain.WebhookMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where a delivery goes and how it goes on. */
class WebhookRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-01T11:00:00Z");
    private static final List<Duration> DEFAULT_SCHEDULE = Arrays.stream(
                    "PT5S,PT1M,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT20H".split(","))
            .map(Duration::parse)
            .toList();

    private final WebhookCourse course = new WebhookCourse(new RetrySchedule(DEFAULT_SCHEDULE, new Random(1)));
    private final EndpointId id = EndpointId.of(NOW.minus(Duration.ofDays(9)), 1);
    private final WebhookEndpoint endpoint = WebhookEndpoint.created(
            id, TenantId.DEFAULT, "https://h.example", null, List.of(), "plain:first", id.createdAt());

    private WebhookDelivery delivery(EndpointId to) {
        return WebhookDelivery.of(WebhookMessage.test(id, NOW, 5), TenantId.DEFAULT, to, "https://own.example", NOW);
    }

    private static WebhookAttempt attempt(Instant at) {
        return new WebhookAttempt(at, 12, 500, "the receiver answered 500", null);
    }

    @Test
    void failuresAreRepeatedOverAboutThreeDays() {
        WebhookDelivery delivery = delivery(id);
        Instant at = NOW;
        List<Duration> pauses = new ArrayList<>();
        while (delivery.pending()) {
            delivery = course.after(delivery, new Answer.Failed(attempt(at), null), at);
            if (delivery.dueAt() != null) {
                pauses.add(Duration.between(at, delivery.dueAt()));
                at = delivery.dueAt();
            }
        }
        assertThat(delivery.status()).isEqualTo(Status.FAILED);
        assertThat(delivery.attempts()).hasSize(11);
        assertThat(Duration.between(NOW, at)).isBetween(Duration.ofDays(2), Duration.ofDays(4));
        assertThat(pauses).isNotEqualTo(DEFAULT_SCHEDULE);
        for (int i = 0; i < pauses.size(); i++) {
            double ratio =
                    (double) pauses.get(i).toMillis() / DEFAULT_SCHEDULE.get(i).toMillis();
            assertThat(ratio).isBetween(0.79, 1.21);
        }
    }

    @Test
    void aReceiverMayAskForMoreTimeButNotForLess() {
        WebhookDelivery patient = course.after(delivery(id), new Answer.Failed(attempt(NOW), Duration.ofHours(1)), NOW);
        assertThat(patient.dueAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        WebhookDelivery hasty = course.after(delivery(id), new Answer.Failed(attempt(NOW), Duration.ZERO), NOW);
        assertThat(hasty.dueAt()).isAfterOrEqualTo(NOW.plusSeconds(4));
    }

    @Test
    void whatIsRefusedOrGoneIsNotRepeated() {
        assertThat(course.after(delivery(id), new Answer.Gone(attempt(NOW)), NOW)
                        .status())
                .isEqualTo(Status.FAILED);
        WebhookDelivery refused = course.after(delivery(id), new Answer.Refused(attempt(NOW)), NOW);
        assertThat(refused.status()).isEqualTo(Status.FAILED);
        assertThat(refused.reason()).isEqualTo("the receiver answered 500");
    }

    @Test
    void theLogOfAttemptsIsBounded() {
        WebhookDelivery delivery = delivery(id);
        for (int i = 0; i < 40; i++) {
            delivery = course.after(
                    delivery.again(NOW), new Answer.Failed(attempt(NOW.plusSeconds(i)), null), NOW.plusSeconds(i));
        }
        assertThat(delivery.attempted()).isEqualTo(40);
        assertThat(delivery.attempts()).hasSize(15);
        assertThat(delivery.attempts().getLast().at()).isEqualTo(NOW.plusSeconds(39));
    }

    @Test
    void aJobsOwnWebhookGoesToItsAddress() {
        WebhookRoute route = WebhookRoute.of(delivery(null), Optional.empty(), NOW);
        assertThat(route).isEqualTo(new WebhookRoute.Post("https://own.example", null, List.of()));
    }

    @Test
    void anEndpointIsTakenAsItIsNow() {
        WebhookEndpoint changed = endpoint.changed(
                        new WebhookEndpointChange("https://new.example", null, null, null), NOW)
                .rotated("plain:second", Duration.ofHours(1), NOW);
        assertThat(route(changed, null, NOW))
                .isEqualTo(new WebhookRoute.Post("https://new.example", id, List.of("plain:second", "plain:first")));
        assertThat(route(changed, null, NOW.plus(Duration.ofHours(1))))
                .isEqualTo(new WebhookRoute.Post("https://new.example", id, List.of("plain:second")));
    }

    @Test
    void nothingGoesToADisabledEndpoint() {
        WebhookEndpoint off = endpoint.changed(new WebhookEndpointChange(null, null, null, false), NOW);
        assertThat(route(off, null, NOW)).isEqualTo(new WebhookRoute.Nowhere("the endpoint is disabled: switched off"));
        Gone gone = new Gone(NOW);
        assertThat(route(endpoint, gone, NOW)).isInstanceOf(WebhookRoute.Nowhere.class);
        WebhookEndpoint back = endpoint.changed(new WebhookEndpointChange(null, null, null, true), NOW.plusSeconds(1));
        assertThat(route(back, gone, NOW.plusSeconds(1))).isInstanceOf(WebhookRoute.Post.class);
        WebhookEndpoint moved = endpoint.changed(
                new WebhookEndpointChange("https://new.example", null, null, null), NOW.plusSeconds(1));
        assertThat(route(moved, gone, NOW.plusSeconds(1))).isInstanceOf(WebhookRoute.Post.class);
    }

    @Test
    void anUnknownEndpointWasDeletedUnlessItIsYoung() {
        assertThat(WebhookRoute.of(delivery(id), Optional.empty(), NOW))
                .isEqualTo(new WebhookRoute.Nowhere("the endpoint was deleted"));
        assertThat(WebhookRoute.of(delivery(EndpointId.of(NOW.minusSeconds(1), 1)), Optional.empty(), NOW))
                .isEqualTo(new WebhookRoute.Later());
    }

    private WebhookRoute route(WebhookEndpoint as, Gone gone, Instant now) {
        return WebhookRoute.of(delivery(id), Optional.of(new RegisteredEndpoint(as, gone)), now);
    }
}
