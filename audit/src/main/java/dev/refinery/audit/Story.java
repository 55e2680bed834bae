package dev.refinery.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.codec.UndecodableEventException;
import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A job's events by what they say. Of repeated records the first counts, as it does for the controller. */
final class Story {
    final List<JobEvent.JobContinued> continuations = new ArrayList<>();
    final Map<CandidateId, GenerationTask> tasks = new TreeMap<>();
    final Map<CandidateId, CandidateEvent.CandidateGenerated> made = new TreeMap<>();
    /** In the order of the log. */
    final Map<CandidateId, ScoreEvent> scores = new LinkedHashMap<>();

    final Map<CandidateId, CandidateEvent.CandidateFailed> failures = new LinkedHashMap<>();
    final Map<Integer, RoundEvaluated> rounds = new TreeMap<>();
    final List<OutcomeEvent> outcomes = new ArrayList<>();
    private Optional<JobEvent.JobSubmitted> submitted = Optional.empty();

    static Story of(Chain chain) {
        Story story = new Story();
        chain.entries().forEach(entry -> story.add(decode(entry.type(), entry.payload())));
        return story;
    }

    private static Event decode(String type, JsonNode payload) {
        try {
            return EventCodec.decode(type, Json.mapper().writeValueAsBytes(payload));
        } catch (UndecodableEventException | IOException e) {
            throw new AuditFailure("a record cannot be read: " + e.getMessage(), e);
        }
    }

    private void add(Event event) {
        switch (event) {
            case JobEvent.JobSubmitted e -> submitted = submitted.or(() -> Optional.of(e));
            case JobEvent.JobContinued e -> continuations.add(e);
            case GenerationTask e -> tasks.putIfAbsent(e.candidate(), e);
            case CandidateEvent.CandidateGenerated e -> made.putIfAbsent(e.candidate(), e);
            case CandidateEvent.CandidateFailed e -> failures.putIfAbsent(e.candidate(), e);
            case ScoreEvent e -> scores.putIfAbsent(e.candidate(), e);
            case RoundEvaluated e -> rounds.putIfAbsent(e.round(), e);
            case OutcomeEvent e -> outcomes.add(e);
            default -> {
                // Cancellations show in the outcome.
            }
        }
    }

    /** Why a vision judge scored as it did, a line for each candidate and reference. */
    List<String> reasons() {
        List<String> lines = new ArrayList<>();
        for (ScoreEvent score : scores.values()) {
            if (score instanceof ScoreEvent.CandidateScored scored && scored.reasons() != null) {
                CandidateId id = scored.candidate();
                String name = (id.isFinal() ? "final" : String.valueOf(id.round())) + "/" + id.index();
                new TreeMap<>(scored.reasons())
                        .forEach((reference, words) -> lines.add(name + " " + reference + ": " + words));
            }
        }
        return lines;
    }

    Optional<JobEvent.JobSubmitted> submitted() {
        return submitted;
    }
}
