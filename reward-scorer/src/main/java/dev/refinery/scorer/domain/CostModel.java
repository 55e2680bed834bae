package dev.refinery.scorer.domain;

import java.util.HashMap;
import java.util.Map;

/**
 * What a task is likely to take: device-seconds a megapixel, by model and kind of picture, as a moving mean of what others took. It need
 * not be right, since every prediction is corrected by the real cost; it only keeps the corrections small. Not thread-safe.
 */
final class CostModel {
    /** Before anything was measured. */
    private static final double UNKNOWN = 1;

    private static final double LATEST = 0.2;
    /** Nothing is free: who gets work done must move on in the order. */
    private static final double LEAST_SECONDS = 1e-4;

    private final Map<String, Double> perMegapixel = new HashMap<>();

    /** Device-seconds, positive. */
    double predict(Ticket ticket) {
        return Math.max(LEAST_SECONDS, perMegapixel.getOrDefault(kind(ticket), UNKNOWN) * ticket.megapixels());
    }

    void learn(Ticket ticket, double seconds) {
        perMegapixel.merge(
                kind(ticket), seconds / ticket.megapixels(), (mean, latest) -> mean + LATEST * (latest - mean));
    }

    private static String kind(Ticket ticket) {
        return ticket.model() + (ticket.candidate().isFinal() ? " final" : " preview");
    }
}
