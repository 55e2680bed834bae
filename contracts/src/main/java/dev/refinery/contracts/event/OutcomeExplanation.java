package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Why a job ended and what it took, as data.
 *
 * @param hardest the reference furthest from its gate, or with the least margin, in the first result or, without one, in
 *     the best candidate; null when nothing was judged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutcomeExplanation(
        StopReason reason, @Nullable GateMargin hardest, JobCost cost) {
    /**
     * What a job took, continuations included.
     *
     * @param rounds rounds judged
     * @param candidates previews judged in them
     * @param finals full-size renders asked for
     * @param deviceSeconds time of the device that rendered; null = not known of any candidate
     * @param timed over how many candidates, previews and full-size renders, {@code deviceSeconds} adds up
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JobCost(
            int rounds,
            int candidates,
            int finals,
            @Nullable Double deviceSeconds,
            int timed) {}
}
