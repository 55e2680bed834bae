package dev.refinery.rescore;

import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.score.Scorecard;

/**
 * A candidate that the log still knows.
 *
 * @param recorded what the scorer said of it then
 * @param delivered true when the job ended with it as a result
 */
record RetainedCandidate(CandidateGenerated made, Scorecard recorded, boolean delivered) {}
