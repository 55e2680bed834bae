package dev.refinery.gateway.domain;

import dev.refinery.gateway.domain.JobView.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Bounds what a vision judge's reasons add to a view, which is one record: those of the latest candidates stay. Scores are
 * of one topic, so every replica keeps the same ones. Pure.
 */
final class KeptReasons {
    /** In characters of UTF-16, of all reasons of a job. */
    static final int MOST = 60_000;

    private KeptReasons() {}

    /** @param candidates in order of arrival */
    static List<Candidate> of(List<Candidate> candidates) {
        int room = MOST;
        List<Candidate> kept = new ArrayList<>(candidates);
        for (int i = kept.size() - 1; i >= 0; i--) {
            Map<String, String> reasons = kept.get(i).reasons();
            if (reasons != null) {
                room -= reasons.values().stream().mapToInt(String::length).sum();
                if (room < 0) {
                    kept.set(i, kept.get(i).withoutReasons());
                }
            }
        }
        return kept;
    }
}
