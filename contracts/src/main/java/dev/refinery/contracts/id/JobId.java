package dev.refinery.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.time.Instant;
import java.util.UUID;

/** A job's id: a UUIDv7, so that ids sort by creation time. */
public record JobId(UUID value) implements Comparable<JobId> {
    public JobId {
        if (value.version() != 7) {
            throw new InvalidValueException("jobId", "must be a UUIDv7");
        }
    }

    @JsonCreator
    public static JobId parse(String text) {
        UUID uuid;
        try {
            uuid = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("jobId", "must be a UUIDv7");
        }
        return new JobId(uuid);
    }

    /**
     * RFC 9562 UUIDv7 from a millisecond clock and 74 random bits, taken from the low ends of the two longs.
     */
    public static JobId of(Instant createdAt, long randomHigh, long randomLow) {
        long high = (createdAt.toEpochMilli() << 16) | 0x7000L | (randomHigh & 0x0FFFL);
        long low = (randomLow & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new JobId(new UUID(high, low));
    }

    public Instant createdAt() {
        return Instant.ofEpochMilli(value.getMostSignificantBits() >>> 16);
    }

    @Override
    public int compareTo(JobId other) {
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @JsonValue
    @Override
    public String toString() {
        return value.toString();
    }
}
