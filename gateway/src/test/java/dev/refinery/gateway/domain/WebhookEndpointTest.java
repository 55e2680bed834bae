package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookEndpoint.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Endpoints, their secrets, and which events they get. */
class WebhookEndpointTest {
    private static final Instant NOW = Instant.parse("2026-11-01T11:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final EndpointId id = EndpointId.of(NOW, 0xABCDEF);
    private final WebhookEndpoint endpoint = WebhookEndpoint.created(
            id, TenantId.DEFAULT, "https://h.example", "shop", List.of("job.failed"), "first", NOW);

    private static List<String> live(WebhookEndpoint of, Instant at) {
        return of.liveSecrets(at).stream().map(Secret::sealed).toList();
    }

    @Test
    void idsSortByTheirTime() {
        assertThat(id.createdAt()).isEqualTo(NOW);
        assertThat(EndpointId.of(NOW.plusMillis(1), 0).value())
                .isGreaterThan(EndpointId.of(NOW, -1).value());
        WebhookLane lane = WebhookLane.of(id);
        DeliveryId early = DeliveryId.of(lane, NOW, "msg_b");
        DeliveryId late = DeliveryId.of(lane, NOW.plusMillis(1), "msg_a");
        assertThat(early.value())
                .isLessThan(late.value())
                .isGreaterThan(DeliveryId.firstOf(lane, NOW))
                .isLessThan(DeliveryId.firstOf(lane, NOW.plusMillis(1)));
        assertThat(late.value()).isLessThan(DeliveryId.endOf(lane));
        assertThat(late.lane()).isEqualTo(lane);
        assertThat(late.at()).isEqualTo(NOW.plusMillis(1));
        assertThat(DeliveryId.of(lane, NOW, "msg_b")).isEqualTo(early);
    }

    @Test
    void twoSecretsSignWhileTheyOverlap() {
        WebhookEndpoint rotated = endpoint.rotated("second", DAY, NOW);
        assertThat(live(rotated, NOW)).containsExactly("second", "first");
        assertThat(live(rotated, NOW.plus(DAY).minusMillis(1))).containsExactly("second", "first");
        assertThat(live(rotated, NOW.plus(DAY))).containsExactly("second");
    }

    @Test
    void neverMoreThanTwoSecretsSign() {
        WebhookEndpoint twice = endpoint.rotated("second", DAY, NOW).rotated("third", DAY, NOW.plusSeconds(1));
        assertThat(live(twice, NOW.plusSeconds(1))).containsExactly("third", "second");
        assertThat(live(twice, NOW.plus(DAY).plusSeconds(1))).containsExactly("third");
    }

    @Test
    void aSecretCanBeEndedAtOnce() {
        assertThat(live(endpoint.rotated("second", Duration.ZERO, NOW), NOW)).containsExactly("second");
    }

    @Test
    void aChangeLeavesTheRestAlone() {
        WebhookEndpoint changed =
                endpoint.changed(new WebhookEndpointChange(null, null, List.of(), null), NOW.plusSeconds(5));
        assertThat(changed.url()).isEqualTo(endpoint.url());
        assertThat(changed.description()).isEqualTo("shop");
        assertThat(changed.events()).isEmpty();
        assertThat(changed.enabledAt()).isEqualTo(NOW);
        assertThat(changed.updatedAt()).isEqualTo(NOW.plusSeconds(5));
        assertThat(changed.revision()).isEqualTo(2);
    }

    private static List<WebhookDelivery> deliveries(String type, WebhookSpec own, List<RegisteredEndpoint> endpoints) {
        JobSpec spec = JobEvents.fresh(1).submitted(own).spec();
        return WebhookFanOut.deliveries(new WebhookMessage("msg_1", type, NOW, spec.id(), 7L, "{}"), spec, endpoints);
    }

    @Test
    void anEventGoesToThoseWhoWantIt() {
        WebhookEndpoint all = WebhookEndpoint.created(
                EndpointId.of(NOW, 2), TenantId.DEFAULT, "https://all.example", null, List.of(), "s", NOW);
        List<RegisteredEndpoint> both =
                List.of(new RegisteredEndpoint(endpoint, null), new RegisteredEndpoint(all, null));
        WebhookSpec own = new WebhookSpec("https://own.example", List.of("job.succeeded"), null);
        assertThat(deliveries("job.succeeded", own, both))
                .extracting(WebhookDelivery::endpoint)
                .containsExactly(null, all.id());
        assertThat(deliveries("job.failed", own, both))
                .extracting(WebhookDelivery::endpoint)
                .containsExactly(id, all.id());
        assertThat(deliveries("job.failed", null, List.of())).isEmpty();
    }

    @Test
    void deliveriesOfOneMessageShareItsIdAndNothingElse() {
        WebhookSpec own = new WebhookSpec("https://own.example", List.of(), null);
        List<WebhookDelivery> both = deliveries("job.failed", own, List.of(new RegisteredEndpoint(endpoint, null)));
        assertThat(both).extracting(WebhookDelivery::messageId).containsExactly("msg_1", "msg_1");
        assertThat(both).extracting(WebhookDelivery::id).doesNotHaveDuplicates();
        assertThat(both).extracting(d -> d.id().lane()).doesNotHaveDuplicates();
    }

    @Test
    void aDisabledEndpointMissesEventsVisibly() {
        RegisteredEndpoint gone = new RegisteredEndpoint(endpoint, new RegisteredEndpoint.Gone(NOW));
        assertThat(deliveries("job.failed", null, List.of(gone)))
                .singleElement()
                .satisfies(delivery -> {
                    assertThat(delivery.status()).isEqualTo(Status.SKIPPED);
                    assertThat(delivery.reason()).contains("410");
                });
    }

    @Test
    void ordersSurviveTheLog() throws Exception {
        WebhookDelivery delivery = WebhookDelivery.of(WebhookMessage.test(id, NOW, 1), TenantId.DEFAULT, id, null, NOW);
        for (WebhookOrder order : List.of(
                new WebhookOrder.Deliver(delivery),
                new WebhookOrder.Resend(delivery.id()),
                new WebhookOrder.Replay(WebhookLane.of(id), NOW, NOW.plusSeconds(1), List.of(Status.FAILED)))) {
            byte[] json = Json.mapper().writeValueAsBytes(order);
            assertThat(Json.mapper().readValue(json, WebhookOrder.class)).isEqualTo(order);
        }
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsBytes(endpoint), WebhookEndpoint.class))
                .isEqualTo(endpoint);
    }
}
