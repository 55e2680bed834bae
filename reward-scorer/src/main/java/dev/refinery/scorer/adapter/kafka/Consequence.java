package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.codec.EventCodec;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.refinement.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * A decision with its events encoded: what cannot be encoded is found out before anything is stored or sent.
 *
 * @param outgoing in the order in which they are sent
 */
record Consequence(Decision decision, List<Outgoing> outgoing) {
    record Outgoing(String sink, EventCodec.Encoded event) {}

    /** @throws dev.refinery.contracts.codec.EventTooLargeException when an event does not fit into a record */
    static Consequence of(Decision decision) {
        List<Outgoing> outgoing = new ArrayList<>();
        RoundEvaluated evaluated = decision.evaluated();
        if (evaluated != null) {
            String id = evaluated.job() + "/" + evaluated.round() + "/evaluated";
            outgoing.add(encoded(ControllerTopology.FEEDBACK, evaluated, id));
        }
        for (GenerationTask task : decision.tasks()) {
            String id = task.candidate().toString();
            outgoing.add(encoded(ControllerTopology.lane(task.lane()), task, id));
        }
        OutcomeEvent outcome = decision.outcome();
        if (outcome != null) {
            String id = outcome.job() + "/outcome/" + outcome.endedAt().toEpochMilli();
            outgoing.add(encoded(ControllerTopology.OUTCOMES, outcome, id));
        }
        return new Consequence(decision, List.copyOf(outgoing));
    }

    private static Outgoing encoded(String sink, Event event, String id) {
        return new Outgoing(sink, EventCodec.encode(event, KafkaClients.SOURCE, id));
    }
}
