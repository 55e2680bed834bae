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
 * @param orphans age at which results of unknown jobs go
 */
public record RetentionPolicy(Duration candidates, Duration orphans) {
    /** Candidates two days, results of unknown jobs thirty days. */
    public static final RetentionPolicy DEFAULT = new RetentionPolicy(Duration.ofDays(2), Duration.ofDays(30));

    public RetentionPolicy {
        if (candidates.compareTo(Duration.ofHours(1)) < 0 || orphans.compareTo(candidates) < 0) {
            throw new IllegalArgumentException(
                    "candidates live at least an hour, orphans at least as long as candidates");
        }
    }

    /** References and keys of unknown form never expire here: others may still point at them. */
    public boolean expired(ListedObject object, RetentionLookup jobs, Instant now) {
        Optional<ObjectKeys.JobObject> parsed = ObjectKeys.parse(object.key());
        if (parsed.isEmpty()) {
            return false;
        }
        ObjectKeys.JobObject owner = parsed.get();
        return switch (owner.area()) {
            case CANDIDATE -> olderThan(object, candidates, now);
            case FINAL ->
                jobs.retainUntil(owner.tenant(), owner.job())
                        .map(now::isAfter)
                        .orElseGet(() -> olderThan(object, orphans, now));
        };
    }

    private static boolean olderThan(ListedObject object, Duration age, Instant now) {
        return object.storedAt().plus(age).isBefore(now);
    }
}
