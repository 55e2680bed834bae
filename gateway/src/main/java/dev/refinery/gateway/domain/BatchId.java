package dev.refinery.gateway.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.id.JobId;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A batch's id: {@code batch_}, 12 hex digits of milliseconds and 14 of 54 random bits. The ids of its jobs follow from it: the
 * batch's time, the item's number, the batch's random bits. So an item that is submitted again is the same job, and a tenant's jobs
 * of one batch lie together, in the order of the file.
 */
public record BatchId(@JsonValue String value) implements Comparable<BatchId> {
    /** Items that ids can tell apart. */
    public static final int MAX_ITEMS = 1 << 20;

    private static final Pattern FORM = Pattern.compile("batch_[0-9a-f]{12}[0-3][0-9a-f]{13}");
    private static final int TIME = "batch_".length();
    private static final int RANDOM_BITS = 54;
    private static final long RANDOM = (1L << RANDOM_BITS) - 1;

    @JsonCreator
    public BatchId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValueException("batch", "must be batch_ and 26 hex digits");
        }
    }

    /** @param random its low 54 bits are used */
    public static BatchId of(Instant createdAt, long random) {
        return new BatchId(String.format(Locale.ROOT, "batch_%012x%014x", createdAt.toEpochMilli(), random & RANDOM));
    }

    public Instant createdAt() {
        return Instant.ofEpochMilli(Long.parseLong(value, TIME, TIME + 12, 16));
    }

    /** @param item from 0 */
    public JobId job(int item) {
        if (item < 0 || item >= MAX_ITEMS) {
            throw new IllegalArgumentException("item " + item);
        }
        return JobId.of(createdAt(), item >>> 8, ((item & 0xFFL) << RANDOM_BITS) | random());
    }

    /** True of the jobs of {@link #job} only, chance aside. */
    public boolean holds(JobId job) {
        return job.createdAt().equals(createdAt()) && (job.value().getLeastSignificantBits() & RANDOM) == random();
    }

    private long random() {
        return Long.parseLong(value, TIME + 12, value.length(), 16);
    }

    @Override
    public int compareTo(BatchId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
