package dev.refinery.contracts.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;

/**
 * Names one candidate of a job for ever: everything downstream of a task is idempotent by it.
 * Text form: {@code <job>/<round>/<index>} for search rounds, {@code <job>/final/<attempt>} for full-size renders
 * (round = {@link #FINAL_ROUND}).
 */
public record CandidateId(JobId job, int round, int index) implements Comparable<CandidateId> {
    public static final int FINAL_ROUND = 1000;

    public CandidateId {
        Require.between(round, 0, FINAL_ROUND, "round");
        Require.between(index, 0, 9999, "index");
    }

    public static CandidateId finalRender(JobId job, int attempt) {
        return new CandidateId(job, FINAL_ROUND, attempt);
    }

    public boolean isFinal() {
        return round == FINAL_ROUND;
    }

    @JsonCreator
    public static CandidateId parse(String text) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 3) {
                int round = parts[1].equals("final") ? FINAL_ROUND : Integer.parseInt(parts[1]);
                return new CandidateId(JobId.parse(parts[0]), round, Integer.parseInt(parts[2]));
            }
        } catch (NumberFormatException e) {
            throw new InvalidValueException("candidateId", "must be <job>/<round|final>/<index>");
        }
        throw new InvalidValueException("candidateId", "must be <job>/<round|final>/<index>");
    }

    @Override
    public int compareTo(CandidateId other) {
        int byJob = job.compareTo(other.job);
        if (byJob != 0) {
            return byJob;
        }
        int byRound = Integer.compare(round, other.round);
        return byRound != 0 ? byRound : Integer.compare(index, other.index);
    }

    @JsonValue
    @Override
    public String toString() {
        return job + "/" + (isFinal() ? "final" : round) + "/" + index;
    }
}
