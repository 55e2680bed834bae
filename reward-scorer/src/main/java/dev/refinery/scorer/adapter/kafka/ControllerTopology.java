package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.ScoringReport;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * The refinement controller as a topology: jobs, scores and failed candidates in; feedback, tasks and outcomes out; one
 * state store. Run it exactly-once, so that state and output change together.
 */
public final class ControllerTopology {
    static final String STORE = "job-states";
    static final String FEEDBACK = "feedback";
    static final String OUTCOMES = "outcomes";
    static final String DEAD_LETTERS = "dead-letters";
    private static final String SOURCE = "events";
    private static final String CONTROLLER = "controller";

    private ControllerTopology() {}

    static String lane(Lane lane) {
        return "tasks-" + lane.wireName();
    }

    /** @param tick how often deadlines are looked at */
    public static Topology build(Controllers controllers, Duration tick, ScoringReport report) {
        Topology topology = new Topology();
        topology.addSource(
                SOURCE,
                Serdes.String().deserializer(),
                Serdes.ByteArray().deserializer(),
                Topic.JOBS.name(),
                Topic.SCORES.name(),
                Topic.CANDIDATES.name());
        topology.addProcessor(CONTROLLER, () -> new ControllerProcessor(controllers, tick, report), SOURCE);
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STORE), Serdes.String(), JobStateSerde.create())
                        .withLoggingEnabled(Map.of())
                        .withCachingDisabled(),
                CONTROLLER);
        addSink(topology, FEEDBACK, Topic.FEEDBACK);
        addSink(topology, OUTCOMES, Topic.OUTCOMES);
        addSink(topology, DEAD_LETTERS, Topic.DEAD_LETTERS);
        addSink(topology, lane(Lane.INTERACTIVE), Topic.TASKS_INTERACTIVE);
        addSink(topology, lane(Lane.BATCH), Topic.TASKS_BATCH);
        return topology;
    }

    private static void addSink(Topology topology, String name, Topic topic) {
        topology.addSink(
                name,
                topic.name(),
                Serdes.String().serializer(),
                Serdes.ByteArray().serializer(),
                CONTROLLER);
    }
}
