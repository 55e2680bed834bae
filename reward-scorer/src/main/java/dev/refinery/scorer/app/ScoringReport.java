package dev.refinery.scorer.app;

import dev.refinery.refinement.Decision;
import java.time.Duration;

/** Where the scorer's doings are counted. Thread-safe. */
public interface ScoringReport {
    /** @param outcome {@code scored} or the code of what went wrong */
    void judged(String outcome, Duration took);

    /** A round was decided this long after the record that completed it was written. */
    void roundDecided(Duration overhead);

    /** A decision was made. It is told again when its transaction has to be repeated. */
    default void decided(Decision decision) {}

    void deadLettered();
}
