package dev.refinery.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.refinery.contracts.score.QualityScore;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a round led to what comes next, as data.
 *
 * @param shortfalls references of the best candidate below their gates, the furthest first
 * @param quality the best candidate's picture quality, without parts; null when nothing was judged yet
 * @param stop why the search ended; null while it goes on
 * @param restarted true when the next round leaves the elites and starts from fresh draws
 * @param moves what the next round tries; empty when the search ended
 * @param weights references whose weight changes
 * @param guidance references whose log guidance changes
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundExplanation(
        List<GateMargin> shortfalls,
        @Nullable QualityScore quality,
        @Nullable StopReason stop,
        boolean restarted,
        List<Move> moves,
        List<Shift> weights,
        List<Shift> guidance) {
    public RoundExplanation {
        shortfalls = List.copyOf(shortfalls);
        moves = List.copyOf(moves);
        weights = List.copyOf(weights);
        guidance = List.copyOf(guidance);
    }

    /**
     * Proposals of one operator.
     *
     * @param focus how many of them are meant to help which reference; the rest help none in particular
     */
    public record Move(String operator, int count, Map<String, Integer> focus) {
        public Move {
            focus = Map.copyOf(focus);
        }
    }

    /** A value of a reference that changes for the next round. */
    public record Shift(String reference, double from, double to) {}
}
