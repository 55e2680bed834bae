package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.refinement.Decision;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision with its events encoded: what cannot be encoded is found out before anything is stored or sent.
 *
 * @param feedback null unless a round ended
 * @param tasks by candidate, as they are sent when they run at once
 * @param outcome null unless the job ended
 */
record Consequence(
        Decision decision,
        @Nullable Outgoing feedback,
        Map<CandidateId, Outgoing> tasks,
        @Nullable Outgoing outcome) {
    record Outgoing(String sink, EventCodec.Encoded event) {}

    /** @throws dev.refinery.contracts.codec.EventTooLargeException when an event does not fit into a record */
    static Consequence of(Decision decision) {
        RoundEvaluated evaluated = decision.evaluated();
        OutcomeEvent outcome = decision.outcome();
        Map<CandidateId, Outgoing> tasks = new LinkedHashMap<>();
        decision.tasks().forEach(task -> tasks.put(task.candidate(), of(task)));
        return new Consequence(
                decision,
                evaluated == null
                        ? null
                        : encoded(
                                ControllerTopology.FEEDBACK,
                                evaluated,
                                evaluated.job() + "/" + evaluated.round() + "/evaluated"),
                tasks,
                outcome == null
                        ? null
                        : encoded(
                                ControllerTopology.OUTCOMES,
                                outcome,
                                outcome.job() + "/outcome/" + outcome.endedAt().toEpochMilli()));
    }

    /** @throws dev.refinery.contracts.codec.EventTooLargeException when it does not fit into a record */
    static Outgoing of(GenerationTask task) {
        return encoded(
                ControllerTopology.lane(task.lane()), task, task.candidate().toString());
    }

    private static Outgoing encoded(String sink, Event event, String id) {
        return new Outgoing(sink, EventCodec.encode(event, KafkaClients.SOURCE, id));
    }
}
