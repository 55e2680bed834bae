package dev.refinery.scorer.app;

import java.time.Duration;

/** Where the scorer's doings are counted. Thread-safe. */
public interface ScoringReport {
    /** @param outcome {@code scored} or the code of what went wrong */
    void judged(String outcome, Duration took);

    /** A round was decided this long after the record that completed it was written. */
    void roundDecided(Duration overhead);

    void deadLettered();
}
