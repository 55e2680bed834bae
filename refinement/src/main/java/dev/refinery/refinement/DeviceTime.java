package dev.refinery.refinement;

import dev.refinery.contracts.event.CandidateEvent.Cost;
import org.jspecify.annotations.Nullable;

/**
 * What a job's judged candidates cost so far. Whole microseconds: their sum does not depend on the order of arrival.
 *
 * @param candidates over how many candidates it adds up
 */
public record DeviceTime(long micros, int candidates) {
    /** @param cost null = not known, changes nothing */
    static @Nullable DeviceTime plus(@Nullable DeviceTime before, @Nullable Cost cost) {
        if (cost == null) {
            return before;
        }
        long micros = Math.round(cost.deviceSeconds() * 1e6);
        return before == null
                ? new DeviceTime(micros, 1)
                : new DeviceTime(before.micros + micros, before.candidates + 1);
    }

    double seconds() {
        return micros / 1e6;
    }
}
