package dev.refinery.gateway.domain.usage;

import dev.refinery.contracts.event.CandidateEvent.Cost;

/**
 * What was used.
 *
 * @param jobs submitted
 * @param accepted jobs that ended with every gate met
 * @param belowGate jobs that ended with the best there was
 * @param candidates pictures made, full-size renders included
 * @param deviceMicros time that making them took, in microseconds: whole numbers add up exactly
 * @param bytes of the pictures made
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
        long bytes) {
    public static final UsageSums NONE = new UsageSums(0, 0, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums JOB = new UsageSums(1, 0, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums ACCEPTED = new UsageSums(0, 1, 0, 0, 0, 0, 0, 0, 0);
    static final UsageSums BELOW_GATE = new UsageSums(0, 0, 1, 0, 0, 0, 0, 0, 0);
    static final UsageSums FAILED = new UsageSums(0, 0, 0, 1, 0, 0, 0, 0, 0);
    static final UsageSums CANCELED = new UsageSums(0, 0, 0, 0, 1, 0, 0, 0, 0);
    static final UsageSums EXPIRED = new UsageSums(0, 0, 0, 0, 0, 1, 0, 0, 0);

    static UsageSums candidate(Cost cost) {
        return new UsageSums(0, 0, 0, 0, 0, 0, 1, Math.round(cost.deviceSeconds() * 1e6), cost.bytesOut());
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
                bytes + other.bytes);
    }
}
