package dev.refinery.gateway.domain.usage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import org.jspecify.annotations.Nullable;

/**
 * What was used.
 *
 * @param jobs submitted
 * @param accepted jobs that ended with every gate met
 * @param belowGate jobs that ended with the best there was
 * @param candidates pictures made, full-size renders included
 * @param deviceMicros time that making them took, in microseconds: whole numbers add up exactly
 * @param bytes of the pictures made
 * @param priceMicros what providers take for them, in millionths of a dollar; null = no price is known of any
 */
public record UsageSums(
        long jobs,
        long accepted,
        long belowGate,
        long failed,
        long canceled,
        long expired,
        long candidates,
        long deviceMicros,
        long bytes,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long priceMicros) {
    public static final UsageSums NONE = new UsageSums(0, 0, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums JOB = new UsageSums(1, 0, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums ACCEPTED = new UsageSums(0, 1, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums BELOW_GATE = new UsageSums(0, 0, 1, 0, 0, 0, 0, 0, 0);
    static final UsageSums FAILED = new UsageSums(0, 0, 0, 1, 0, 0, 0, 0, 0);
    static final UsageSums CANCELED = new UsageSums(0, 0, 0, 0, 1, 0, 0, 0, 0);
    static final UsageSums EXPIRED = new UsageSums(0, 0, 0, 0, 0, 1, 0, 0, 0);

    /** Of what no provider takes money for. */
    public UsageSums(
            long jobs,
            long accepted,
            long belowGate,
            long failed,
            long canceled,
            long expired,
            long candidates,
            long deviceMicros,
            long bytes) {
        this(jobs, accepted, belowGate, failed, canceled, expired, candidates, deviceMicros, bytes, null);
    }

    static UsageSums candidate(Cost cost) {
        Double price = cost.price();
        return new UsageSums(
                0,
                0,
                0,
                0,
                0,
                0,
                1,
                Math.round(cost.deviceSeconds() * 1e6),
                cost.bytesOut(),
                price == null ? null : Math.round(price * 1e6));
    }

    public UsageSums plus(UsageSums other) {
        return new UsageSums(
                jobs + other.jobs,
                accepted + other.accepted,
                belowGate + other.belowGate,
                failed + other.failed,
                canceled + other.canceled,
                expired + other.expired,
                candidates + other.candidates,
                deviceMicros + other.deviceMicros,
                bytes + other.bytes,
                sum(priceMicros, other.priceMicros));
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one + other;
    }

    /** Dollars; null = no price is known. */
    @JsonIgnore
    public @Nullable Double price() {
        return priceMicros == null ? null : priceMicros / 1e6;
    }
}
