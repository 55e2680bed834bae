package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.domain.EndpointId;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RegisteredEndpoint;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.WebhookDelivery;
import dev.refinery.gateway.domain.WebhookDelivery.Status;
import dev.refinery.gateway.domain.WebhookEndpoint;
import dev.refinery.gateway.domain.WebhookEndpointChange;
import dev.refinery.gateway.domain.WebhookLane;
import dev.refinery.gateway.domain.WebhookMessage;
import dev.refinery.gateway.domain.WebhookOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant does with its endpoints. A change is answered when this replica shows it. Of two changes at the same moment over
 * two replicas the later one counts whole. Thread-safe.
 */
public final class WebhookEndpoints {
    /** Every event of a tenant is looked at for each of its endpoints. */
    static final int MOST = 50;

    /** An endpoint younger than this may be on its way here from the replica that made it. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final WebhookViews views;
    private final WebhookJournal journal;
    private final WebhookTargets targets;
    private final SecretVault vault;
    private final Clock clock;
    private final RandomGenerator random;
    private final Duration viewWait;
    private final ReentrantLock changes = new ReentrantLock();

    public WebhookEndpoints(
            WebhookViews views,
            WebhookJournal journal,
            WebhookTargets targets,
            SecretVault vault,
            Clock clock,
            RandomGenerator random,
            Duration viewWait) {
        this.views = views;
        this.journal = journal;
        this.targets = targets;
        this.vault = vault;
        this.clock = clock;
        this.random = random;
        this.viewWait = viewWait;
    }

    /** @param secret readable here and never again */
    public record WithSecret(RegisteredEndpoint endpoint, String secret) {}

    public WithSecret create(TenantId tenant, String url, @Nullable String description, List<String> events) {
        targets.checkAddress(url, "url");
        changes.lock();
        try {
            if (views.endpoints(tenant).size() >= MOST) {
                throw new RequestRefused(Problem.of(
                        409,
                        ProblemCode.TOO_MANY_ENDPOINTS,
                        null,
                        "There are " + MOST + " endpoints already. Delete one, or have one receive more event types."));
            }
            EndpointId id = EndpointId.of(now(), random.nextLong());
            String secret = vault.newSecret();
            WebhookEndpoint endpoint =
                    WebhookEndpoint.created(id, tenant, url, description, events, vault.seal(secret, id), now());
            return new WithSecret(save(endpoint), secret);
        } finally {
            changes.unlock();
        }
    }

    public List<RegisteredEndpoint> list(TenantId tenant) {
        return views.endpoints(tenant);
    }

    /** @throws RequestRefused 404 {@code unknown_endpoint} */
    public RegisteredEndpoint get(TenantId tenant, EndpointId id) {
        Duration age = Duration.between(id.createdAt(), now());
        boolean fresh = !age.isNegative() && age.compareTo(FRESH) < 0;
        return Awaited.read(
                        changed -> views.watch(tenant, id, changed),
                        () -> views.endpoint(tenant, id),
                        Optional::isPresent,
                        fresh ? viewWait : Duration.ZERO)
                .orElseThrow(() -> unknown(id.value()));
    }

    public static RequestRefused unknown(String id) {
        return RequestRefused.notFound(
                ProblemCode.UNKNOWN_ENDPOINT,
                "There is no webhook endpoint " + id + ". See GET /v1/webhook-endpoints.");
    }

    public RegisteredEndpoint change(TenantId tenant, EndpointId id, WebhookEndpointChange change) {
        String url = change.url();
        if (url != null) {
            targets.checkAddress(url, "url");
        }
        return update(tenant, id, endpoint -> endpoint.changed(change, now()));
    }

    /** @param overlap how long the secret so far goes on signing beside the new one */
    public WithSecret rotate(TenantId tenant, EndpointId id, Duration overlap) {
        String secret = vault.newSecret();
        String sealed = vault.seal(secret, id);
        return new WithSecret(update(tenant, id, endpoint -> endpoint.rotated(sealed, overlap, now())), secret);
    }

    public void delete(TenantId tenant, EndpointId id) {
        changes.lock();
        try {
            get(tenant, id);
            journal.delete(tenant, id);
            Awaited.read(
                    changed -> views.watch(tenant, id, changed),
                    () -> views.endpoint(tenant, id),
                    Optional::isEmpty,
                    viewWait);
        } finally {
            changes.unlock();
        }
    }

    /** Sends a message of type {@link WebhookMessage#TEST}; its delivery goes the way of all. */
    public WebhookDelivery test(TenantId tenant, EndpointId id) {
        requireEnabled(get(tenant, id));
        WebhookMessage message = WebhookMessage.test(id, now(), random.nextLong());
        WebhookDelivery delivery = WebhookDelivery.of(message, tenant, id, null, message.at());
        journal.append(new WebhookOrder.Deliver(delivery));
        return delivery;
    }

    /** @param statuses which deliveries are sent again */
    public WebhookOrder.Replay replay(TenantId tenant, EndpointId id, Instant since, List<Status> statuses) {
        requireEnabled(get(tenant, id));
        Instant now = now();
        if (since.isAfter(now)) {
            throw RequestRefused.unprocessable(ProblemCode.INVALID_VALUE, "since", "must not be in the future");
        }
        WebhookOrder.Replay order = new WebhookOrder.Replay(WebhookLane.of(id), since, now, statuses);
        journal.append(order);
        return order;
    }

    static void requireEnabled(RegisteredEndpoint endpoint) {
        String disabled = endpoint.disabledBecause();
        if (disabled != null) {
            throw new RequestRefused(Problem.of(
                    409,
                    ProblemCode.ENDPOINT_DISABLED,
                    null,
                    "The endpoint is disabled: " + disabled + ". Enable it first, with PATCH {\"enabled\": true}."));
        }
    }

    private RegisteredEndpoint update(TenantId tenant, EndpointId id, UnaryOperator<WebhookEndpoint> change) {
        changes.lock();
        try {
            return save(change.apply(get(tenant, id).endpoint()));
        } finally {
            changes.unlock();
        }
    }

    private RegisteredEndpoint save(WebhookEndpoint endpoint) {
        journal.save(endpoint);
        return Awaited.read(
                        changed -> views.watch(endpoint.tenant(), endpoint.id(), changed),
                        () -> views.endpoint(endpoint.tenant(), endpoint.id()),
                        seen -> seen.filter(e -> e.endpoint().revision() >= endpoint.revision())
                                .isPresent(),
                        viewWait)
                .filter(e -> e.endpoint().revision() >= endpoint.revision())
                .orElseGet(() -> new RegisteredEndpoint(endpoint, null));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
