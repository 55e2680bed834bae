package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.gateway.app.WebhookViews.Page;
import dev.refinery.gateway.domain.DeliveryId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the log of deliveries, and sends one of them again. Thread-safe. */
public final class WebhookDeliveries {
    /** A delivery younger than this may be on its way to the log. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** Times of events come from several machines. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private final WebhookEndpoints endpoints;
    private final WebhookViews views;
    private final WebhookJournal journal;
    private final Clock clock;
    private final Duration viewWait;

    public WebhookDeliveries(
            WebhookEndpoints endpoints, WebhookViews views, WebhookJournal journal, Clock clock, Duration viewWait) {
        this.endpoints = endpoints;
        this.views = views;
        this.journal = journal;
        this.clock = clock;
        this.viewWait = viewWait;
    }

    /** As of {@link WebhookViews#deliveries}. */
    public Page list(
            TenantId tenant, EndpointId endpoint, @Nullable Status status, int limit, @Nullable DeliveryId before) {
        endpoints.get(tenant, endpoint);
        return views.deliveries(tenant, endpoint, status, limit, before);
    }

    /**
     * All of a job, to its own webhook and to endpoints, oldest first.
     *
     * @param view of a job that was submitted
     */
    public List<WebhookDelivery> ofJob(TenantId tenant, JobView view) {
        JobSpec spec = Objects.requireNonNull(view.spec());
        JobView.Ending ending = view.ending();
        Instant from = spec.submittedAt().minus(CLOCKS_DIFFER);
        Instant to = (ending == null ? now() : ending.at()).plus(CLOCKS_DIFFER);
        if (to.isBefore(from)) {
            return List.of();
        }
        List<WebhookLane> lanes = new ArrayList<>();
        WebhookSpec own = spec.webhook();
        if (own != null) {
            lanes.add(WebhookLane.of(tenant, own.url()));
        }
        endpoints
                .list(tenant)
                .forEach(e -> lanes.add(WebhookLane.of(e.endpoint().id())));
        return lanes.stream()
                .flatMap(lane -> views.ofJob(tenant, lane, spec.id(), from, to).stream())
                .sorted(Comparator.comparing(WebhookDelivery::createdAt).thenComparing(d -> d.id().value()))
                .toList();
    }

    /** @throws RequestRefused 404 {@code unknown_delivery} */
    public WebhookDelivery get(TenantId tenant, DeliveryId id) {
        Duration age = Duration.between(id.at(), now());
        boolean fresh = !age.isNegative() && age.compareTo(FRESH) < 0;
        return Awaited.read(
                        changed -> views.watch(tenant, id, changed),
                        () -> views.delivery(tenant, id),
                        Optional::isPresent,
                        fresh ? viewWait : Duration.ZERO)
                .orElseThrow(() -> unknown(id.value()));
    }

    public static RequestRefused unknown(String id) {
        return RequestRefused.notFound(
                ProblemCode.UNKNOWN_DELIVERY, "There is no webhook delivery " + id + ", or it was forgotten by now.");
    }

    /** The delivery as it will be. */
    public WebhookDelivery resend(TenantId tenant, DeliveryId id) {
        WebhookDelivery delivery = get(tenant, id);
        EndpointId endpoint = delivery.endpoint();
        if (endpoint != null) {
            WebhookEndpoints.requireEnabled(endpoints.get(tenant, endpoint));
        }
        journal.append(new WebhookOrder.Resend(id));
        return delivery.again(now());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
