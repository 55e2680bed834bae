package dev.refinery.gateway.app;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.RefinementSpec;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.ReplayRequest;
import dev.refinery.gateway.domain.RequestRefused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new job of an earlier one: same references, seed and policy document unless the client says otherwise, its own
 * id and time. With the same generator it comes to the same pictures. Thread-safe.
 */
public final class JobReplay {
    private final JobSubmission submission;
    private final Assets assets;
    private final Policies policies;
    private final WebhookTargets webhooks;
    private final AllowedDestinations destinations;
    private final Clock clock;
    private final RandomGenerator random;

    public JobReplay(
            JobSubmission submission,
            Assets assets,
            Policies policies,
            WebhookTargets webhooks,
            AllowedDestinations destinations,
            Clock clock,
            RandomGenerator random) {
        this.submission = submission;
        this.assets = assets;
        this.policies = policies;
        this.webhooks = webhooks;
        this.destinations = destinations;
        this.clock = clock;
        this.random = random;
    }

    public JobSubmission.Accepted replay(JobSpec original, ReplayRequest change, JobSubmission.@Nullable Key key) {
        return submission.accept(original.tenant(), key, () -> specify(original, change));
    }

    private JobSpec specify(JobSpec original, ReplayRequest change) {
        TenantId tenant = original.tenant();
        WebhookSpec webhook = original.webhook();
        if (webhook != null) {
            webhooks.check(webhook.url(), "webhook.url");
        }
        destinations.check(tenant, original.destination());
        for (Reference reference : original.references()) {
            requireAsset(tenant, reference.image(), reference.name());
            if (reference.mask() != null) {
                requireAsset(tenant, reference.mask(), reference.name());
            }
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        return new JobSpec(
                JobId.of(now, random.nextLong(), random.nextLong()),
                tenant,
                now,
                original.model(),
                change.prompt() != null ? change.prompt() : original.prompt(),
                original.references(),
                original.output(),
                refinement(tenant, original.refinement(), change.policy()),
                change.seed() != null ? change.seed() : original.seed(),
                original.lane(),
                now.plus(Duration.between(original.submittedAt(), original.deadline())),
                now.plus(Duration.between(original.submittedAt(), original.retainUntil())),
                change.externalId() != null ? change.externalId() : original.externalId(),
                webhook,
                change.metadata() != null ? change.metadata() : original.metadata(),
                change.labels() != null ? change.labels() : original.labels(),
                original.id(),
                original.destination());
    }

    /** The very document that judged the original, unless another policy is asked for. */
    private RefinementSpec refinement(TenantId tenant, RefinementSpec original, @Nullable String policy) {
        if (policy == null) {
            return original;
        }
        return new RefinementSpec(
                policy,
                original.maxRounds(),
                original.candidates(),
                original.onMiss(),
                policies.digest(tenant, policy, "policy"));
    }

    private void requireAsset(TenantId tenant, ImageRef image, String name) {
        AssetId id = AssetId.ofSha256(image.sha256());
        if (assets.find(tenant, id).isEmpty()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.UNKNOWN_ASSET,
                    "references",
                    "The picture " + id + " of reference " + name + " is not there any more; submit the job with"
                            + " another one.");
        }
    }
}
