package dev.refinery.gateway.app;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.EventTooLargeException;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.WebhookSpec;
import dev.refinery.gateway.app.IdempotencyClaims.Claim;
import dev.refinery.gateway.app.access.OutstandingWork;
import dev.refinery.gateway.domain.JobRequest;
import dev.refinery.gateway.domain.JobRequest.ReferenceRequest;
import dev.refinery.gateway.domain.JobRequest.Source;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Accepts jobs. Everything that can be refused is refused before the one append that makes the job exist; with an
 * idempotency key, any number of repetitions makes one job. Thread-safe.
 */
public final class JobSubmission {
    /** A mask may differ from its picture by rounding, not by shape. */
    private static final double ASPECT_TOLERANCE = 0.02;

    /** Leaves a task, which repeats most of the job, room for its genome under {@link EventCodec#MAX_BYTES}. */
    private static final int MAX_JOB_BYTES = 20_000;

    private static final String SOURCE = "/gateway";

    private final Assets assets;
    private final Policies policies;
    private final RemotePictures remote;
    private final WebhookTargets webhooks;
    private final AllowedDestinations destinations;
    private final IdempotencyClaims claims;
    private final JobLog log;
    private final JobViews views;
    private final AcceptedJobs accepted;
    private final OutstandingWork outstanding;
    private final Clock clock;
    private final RandomGenerator random;

    public JobSubmission(
            Assets assets,
            Policies policies,
            RemotePictures remote,
            WebhookTargets webhooks,
            AllowedDestinations destinations,
            IdempotencyClaims claims,
            JobLog log,
            JobViews views,
            AcceptedJobs accepted,
            OutstandingWork outstanding,
            Clock clock,
            RandomGenerator random) {
        this.assets = assets;
        this.policies = policies;
        this.remote = remote;
        this.webhooks = webhooks;
        this.destinations = destinations;
        this.claims = claims;
        this.log = log;
        this.views = views;
        this.accepted = accepted;
        this.outstanding = outstanding;
        this.clock = clock;
        this.random = random;
    }

    /** @param replayed true when an earlier request with the same key made the job */
    public record Accepted(JobView view, boolean replayed) {}

    /** @param fingerprint sha256 over everything that the client sent */
    public record Key(String value, String fingerprint) {}

    public Accepted submit(TenantId tenant, JobRequest request, UploadedParts parts, @Nullable Key key) {
        return accept(tenant, key, () -> specify(tenant, request, parts, null));
    }

    /**
     * The job of an item of a batch, with its pictures fetched; nothing is submitted yet.
     *
     * @param id the item's own
     * @param label names the batch
     */
    public JobSpec specifyItem(TenantId tenant, JobRequest request, JobId id, String label) {
        outstanding.requireRoom(tenant);
        return fitting(specify(tenant, request.labelled(label), UploadedParts.NONE, id));
    }

    /** Submits what {@link #specifyItem} made. Doing it again makes the same job, of which the first event counts. */
    public void submitItem(JobSpec item) {
        outstanding.admit(item, () -> log.append(new JobSubmitted(item)));
    }

    /** Makes one job of {@code specified}, or answers the one that an earlier request with the same key made. */
    Accepted accept(TenantId tenant, @Nullable Key key, Supplier<JobSpec> specified) {
        if (key != null) {
            Optional<Claim> earlier = claims.find(tenant, key.value());
            if (earlier.isPresent()) {
                return repeat(tenant, earlier.get(), key);
            }
        }
        outstanding.requireRoom(tenant);
        JobSpec spec = fitting(specified.get());
        if (key != null) {
            Claim claim = claims.claim(tenant, key.value(), new Claim(key.fingerprint(), spec));
            if (!claim.spec().id().equals(spec.id())) {
                return repeat(tenant, claim, key);
            }
        }
        return new Accepted(append(spec), false);
    }

    private Accepted repeat(TenantId tenant, Claim claim, Key key) {
        claim.require(key);
        JobId id = claim.spec().id();
        Optional<JobView> view = views.find(tenant, id).or(() -> accepted.find(tenant, id));
        view.map(JobView::deleted).ifPresent(deleted -> {
            throw RequestRefused.deleted(deleted);
        });
        return new Accepted(view.orElseGet(() -> append(claim.spec())), true);
    }

    private JobView append(JobSpec spec) {
        JobSubmitted event = new JobSubmitted(spec);
        outstanding.admit(spec, () -> log.append(event));
        JobView view = JobViewFold.apply(JobView.EMPTY, event, spec.submittedAt());
        accepted.remember(spec, view);
        return view;
    }

    /** @param given the id that the job is to have, null = a new one */
    private JobSpec specify(TenantId tenant, JobRequest request, UploadedParts parts, @Nullable JobId given) {
        JobRequest.WebhookRequest webhook = request.webhook();
        if (webhook != null) {
            webhooks.check(webhook.url(), "webhook.url");
        }
        destinations.check(tenant, request.destination());
        requireParts(request, parts);
        String policyDigest = policies.digest(tenant, request.refinement().policy());
        List<Reference> references = new ArrayList<>();
        for (ReferenceRequest reference : request.references()) {
            references.add(resolve(tenant, reference, "references[" + references.size() + "]", parts));
        }
        Instant now = Instant.ofEpochMilli(clock.millis());
        JobId id = given != null ? given : JobId.of(now, random.nextLong(), random.nextLong());
        Long seed = request.seed();
        try {
            return new JobSpec(
                    id,
                    tenant,
                    now,
                    request.model(),
                    request.prompt(),
                    references,
                    request.output(),
                    request.refinement().pinned(policyDigest),
                    seed != null ? seed : seedOf(id),
                    Lane.parse(request.priority()),
                    now.plus(request.deadline()),
                    now.plus(request.retention()),
                    request.externalId(),
                    webhook == null ? null : new WebhookSpec(webhook.url(), webhook.events(), null),
                    request.metadata(),
                    request.labels(),
                    null,
                    request.destination());
        } catch (InvalidValueException e) {
            throw RequestRefused.unprocessable(
                    ProblemCode.INVALID_VALUE, e.component(), e.getMessage() == null ? "is not valid" : e.getMessage());
        }
    }

    private static JobSpec fitting(JobSpec spec) {
        int bytes = size(new JobSubmitted(spec));
        if (bytes > MAX_JOB_BYTES) {
            throw RequestRefused.unprocessable(
                    ProblemCode.JOB_TOO_LARGE,
                    null,
                    "Prompt and metadata are too long together: the job takes " + bytes + " bytes, at most "
                            + MAX_JOB_BYTES + " are allowed.");
        }
        return spec;
    }

    private static int size(JobSubmitted event) {
        try {
            return EventCodec.encode(event, SOURCE, event.job().toString()).value().length;
        } catch (EventTooLargeException e) {
            return e.bytes();
        }
    }

    /** From the id's random bits, small enough for every JSON parser to hold exactly. */
    static long seedOf(JobId id) {
        long bits = id.value().getLeastSignificantBits() ^ (id.value().getMostSignificantBits() << 20);
        return bits & ((1L << 53) - 1);
    }

    /** Cheap complaints first: nothing is fetched or decoded for a request that lacks a file. */
    private static void requireParts(JobRequest request, UploadedParts parts) {
        for (int i = 0; i < request.references().size(); i++) {
            ReferenceRequest reference = request.references().get(i);
            requirePart(reference.image(), "references[" + i + "]", parts);
            Source mask = reference.mask();
            if (mask != null) {
                requirePart(mask, "references[" + i + "].mask", parts);
            }
        }
    }

    private static void requirePart(Source source, String field, UploadedParts parts) {
        if (source instanceof Source.Part part && parts.find(part.name()).isEmpty()) {
            throw RequestRefused.unprocessable(
                    ProblemCode.MISSING_IMAGE,
                    field,
                    "No picture: give asset (from POST /v1/assets) or url, or send multipart/form-data with a part job"
                            + " and a file part named " + part.name() + ".");
        }
    }

    private Reference resolve(TenantId tenant, ReferenceRequest request, String field, UploadedParts parts) {
        ImageRef image = resolve(tenant, request.image(), field, parts);
        Source maskSource = request.mask();
        if (maskSource == null && parts.find(request.name() + ".mask").isPresent()) {
            maskSource = new Source.Part(request.name() + ".mask");
        }
        ImageRef mask = maskSource == null ? null : resolve(tenant, maskSource, field + ".mask", parts);
        if (mask != null) {
            double shape = (double) image.width() / image.height();
            double maskShape = (double) mask.width() / mask.height();
            if (Math.abs(maskShape / shape - 1) > ASPECT_TOLERANCE) {
                throw RequestRefused.unprocessable(
                        ProblemCode.MASK_SHAPE,
                        field + ".mask",
                        "The mask is " + mask.width() + "x" + mask.height() + ", its picture " + image.width() + "x"
                                + image.height() + ": both must have the same aspect ratio.");
            }
        }
        return new Reference(
                request.name(), request.role(), image, mask, request.weight(), request.gate(), request.heightCm());
    }

    private ImageRef resolve(TenantId tenant, Source source, String field, UploadedParts parts) {
        boolean mask = field.endsWith(".mask");
        return switch (source) {
            case Source.Asset asset ->
                assets.find(tenant, new AssetId(asset.id()))
                        .orElseThrow(() -> RequestRefused.unprocessable(
                                ProblemCode.UNKNOWN_ASSET,
                                mask ? field : field + ".asset",
                                "There is no asset " + asset.id() + ". Upload the picture to /v1/assets again."));
            case Source.Url url -> {
                String at = mask ? field : field + ".url";
                yield assets.store(tenant, remote.fetch(url.url(), at), at).image();
            }
            case Source.Inline inline ->
                assets.store(tenant, inline.bytes(), mask ? field : field + ".url")
                        .image();
            case Source.Part part -> {
                Upload upload = parts.find(part.name()).orElseThrow().upload();
                yield assets.store(tenant, upload, mask ? field : field + ".file")
                        .image();
            }
        };
    }
}
