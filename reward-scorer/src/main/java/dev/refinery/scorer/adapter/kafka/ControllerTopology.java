package dev.refinery.scorer.adapter.kafka;

import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.refinement.JobState;
import dev.refinery.scorer.app.Controllers;
import dev.refinery.scorer.app.Dispatcher;
import dev.refinery.scorer.app.ScoringReport;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The refinement controller as a topology: jobs, scores and failed candidates in; feedback, tasks and outcomes out; one
 * store of states, one of tasks that wait or are out. Run it exactly-once, so that state and output change together.
 */
public final class ControllerTopology {
    static final String STORE = "job-states";
    static final String TASK_STORE = "planned-tasks";
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
    public static Topology build(Controllers controllers, Dispatcher dispatcher, Duration tick, ScoringReport report) {
        Topology topology = new Topology();
        topology.addSource(
                SOURCE,
                Serdes.String().deserializer(),
                Serdes.ByteArray().deserializer(),
                Topic.JOBS.name(),
                Topic.SCORES.name(),
                Topic.CANDIDATES.name());
        topology.addProcessor(CONTROLLER, () -> new ControllerProcessor(controllers, dispatcher, tick, report), SOURCE);
        topology.addStateStore(store(STORE, JobState.class), CONTROLLER);
        topology.addStateStore(store(TASK_STORE, PlannedTask.class), CONTROLLER);
        addSink(topology, FEEDBACK, Topic.FEEDBACK);
        addSink(topology, OUTCOMES, Topic.OUTCOMES);
        addSink(topology, DEAD_LETTERS, Topic.DEAD_LETTERS);
        addSink(topology, lane(Lane.INTERACTIVE), Topic.TASKS_INTERACTIVE);
        addSink(topology, lane(Lane.BATCH), Topic.TASKS_BATCH);
        return topology;
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(String name, Class<T> type) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), JsonSerde.of(type))
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
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
