package dev.refinery.storage.janitor;

import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which objects have had their time. Pure.
 *
 * @param candidates age at which candidates and masks go; longer than any job may run
 * @param orphans age at which results of unknown jobs go, and the files of batches
 * @param uploads age at which uploads go, finished or not; longer than their links work
 * @param claims age at which an idempotency key is free again; longer than any client goes on trying
 */
public record RetentionPolicy(Duration candidates, Duration orphans, Duration uploads, Duration claims) {
    /** Candidates two days, results of unknown jobs thirty days, uploads and idempotency claims one day. */
    public static final RetentionPolicy DEFAULT =
            new RetentionPolicy(Duration.ofDays(2), Duration.ofDays(30), Duration.ofDays(1), Duration.ofDays(1));

    public RetentionPolicy {
        if (candidates.compareTo(Duration.ofHours(1)) < 0 || orphans.compareTo(candidates) < 0) {
            throw new IllegalArgumentException(
                    "candidates live at least an hour, orphans at least as long as candidates");
        }
        if (claims.compareTo(Duration.ofHours(1)) < 0 || uploads.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("idempotency claims and uploads live at least an hour");
        }
    }

    /** References and keys of unknown form never expire here: others may still point at them. */
    public boolean expired(ListedObject object, RetentionLookup jobs, Instant now) {
        Optional<ObjectKeys.Expiring> parsed = ObjectKeys.parse(object.key());
        if (parsed.isEmpty()) {
            return false;
        }
        return switch (parsed.get()) {
            case ObjectKeys.Expiring.OfCandidate c ->
                olderThan(object, candidates, now) || jobs.deleted(c.tenant(), c.job());
            case ObjectKeys.Expiring.Upload u -> olderThan(object, uploads, now);
            case ObjectKeys.Expiring.BatchFile b -> olderThan(object, orphans, now);
            case ObjectKeys.Expiring.IdempotencyClaim c -> olderThan(object, claims, now);
            case ObjectKeys.Expiring.Result result when jobs.deleted(result.tenant(), result.job()) -> true;
            case ObjectKeys.Expiring.Result result ->
                jobs.retainUntil(result.tenant(), result.job())
                        .map(now::isAfter)
                        .orElseGet(() -> olderThan(object, orphans, now));
        };
    }

    private static boolean olderThan(ListedObject object, Duration age, Instant now) {
        return object.storedAt().plus(age).isBefore(now);
    }
}
