package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import java.util.Locale;

/** Why a search, or a job, ended. */
public enum StopReason {
    /** Every reference meets its gate. */
    GATES_MET,
    /** All rounds are used. */
    BUDGET_SPENT,
    /** All rounds are used, and features that did not steer the search do not confirm that the gates are met. */
    HOLDOUT_DISAGREES,
    /** The reward rose while the hold-out fell. */
    DIVERGING,
    /** No new best for many rounds, a restart included. */
    STALE,
    /** Several references stay far below their gates. */
    INFEASIBLE,
    /** Nothing could be made or judged. */
    FAILED,
    CANCELED,
    EXPIRED;

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static StopReason parse(String text) {
        for (StopReason reason : values()) {
            if (reason.wireName().equals(text)) {
                return reason;
            }
        }
        throw new InvalidValueException("reason", "must be a known reason");
    }
}
