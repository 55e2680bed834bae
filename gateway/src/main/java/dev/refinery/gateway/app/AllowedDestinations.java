package dev.refinery.gateway.app;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Destination;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the operator lets results be put: nowhere, unless said otherwise. Refinery's own bucket is never a destination,
 * because other tenants' pictures lie there. Thread-safe.
 */
public final class AllowedDestinations {
    private final List<Entry> entries;

    /** @param tenant null = every tenant */
    private record Entry(@Nullable TenantId tenant, Destination place) {
        static Entry parse(String text) {
            int colon = text.indexOf(':');
            String place = text.substring(colon + 1);
            int slash = place.indexOf('/');
            String bucket = slash < 0 ? place : place.substring(0, slash);
            String prefix = slash < 0 ? "" : place.substring(slash + 1);
            String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
            return new Entry(
                    colon < 0 ? null : new TenantId(text.substring(0, colon)), new Destination(bucket, folder));
        }

        boolean allows(TenantId asking, Destination destination) {
            return (tenant == null || tenant.equals(asking))
                    && place.bucket().equals(destination.bucket())
                    && destination.prefix().startsWith(place.prefix());
        }
    }

    /**
     * @param entries {@code [TENANT:]BUCKET[/PREFIX]} each
     * @throws IllegalArgumentException an entry is malformed, or names {@code ownBucket}
     */
    public AllowedDestinations(List<String> entries, String ownBucket) {
        try {
            this.entries = entries.stream().map(Entry::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "refinery.gateway.destinations must hold entries like BUCKET, BUCKET/PREFIX or TENANT:BUCKET/PREFIX: "
                            + e.getMessage(),
                    e);
        }
        if (this.entries.stream().anyMatch(e -> e.place().bucket().equals(ownBucket))) {
            throw new IllegalArgumentException("refinery.gateway.destinations names " + ownBucket
                    + ", where Refinery keeps the pictures of all tenants: use another bucket");
        }
    }

    /** @throws RequestRefused 422 */
    public void check(TenantId tenant, @Nullable Destination destination) {
        if (destination != null && entries.stream().noneMatch(e -> e.allows(tenant, destination))) {
            throw RequestRefused.unprocessable(
                    ProblemCode.DESTINATION_NOT_ALLOWED,
                    "destination",
                    "Results may not be put into " + destination.bucket() + "/" + destination.prefix()
                            + "; the operator allows places by refinery.gateway.destinations.");
        }
    }
}
