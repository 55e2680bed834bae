package dev.refinery.contracts.codec;

import dev.refinery.contracts.event.CandidateEvent;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.FeedbackEvent;
import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.ScoreEvent;
import dev.refinery.contracts.event.TaskEvent;
import dev.refinery.contracts.event.UsageEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wire names of the event types: append only, never renamed. */
public final class EventTypes {
    private static final Map<String, Class<? extends Event>> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<? extends Event>, String> BY_CLASS = new LinkedHashMap<>();

    static {
        register("job-submitted.v1", JobEvent.JobSubmitted.class);
        register("job-cancel-requested.v1", JobEvent.JobCancelRequested.class);
        register("job-continued.v1", JobEvent.JobContinued.class);
        register("job-deleted.v1", JobEvent.JobDeleted.class);
        register("results-delivered.v1", JobEvent.ResultsDelivered.class);
        register("generation-task.v1", TaskEvent.GenerationTask.class);
        register("candidate-generated.v1", CandidateEvent.CandidateGenerated.class);
        register("candidate-failed.v1", CandidateEvent.CandidateFailed.class);
        register("candidate-scored.v1", ScoreEvent.CandidateScored.class);
        register("candidate-unscorable.v1", ScoreEvent.CandidateUnscorable.class);
        register("round-evaluated.v1", FeedbackEvent.RoundEvaluated.class);
        register("job-succeeded.v1", OutcomeEvent.JobSucceeded.class);
        register("job-failed.v1", OutcomeEvent.JobFailed.class);
        register("job-canceled.v1", OutcomeEvent.JobCanceled.class);
        register("job-expired.v1", OutcomeEvent.JobExpired.class);
        register("candidate-metered.v1", UsageEvent.CandidateMetered.class);
    }

    private EventTypes() {}

    private static void register(String name, Class<? extends Event> type) {
        BY_NAME.put(name, type);
        BY_CLASS.put(type, name);
    }

    public static String nameOf(Event event) {
        String name = BY_CLASS.get(event.getClass());
        if (name == null) {
            throw new IllegalStateException("event type without a wire name: " + event.getClass());
        }
        return name;
    }

    public static @Nullable Class<? extends Event> typeOf(String name) {
        return BY_NAME.get(name);
    }

    public static Map<String, Class<? extends Event>> all() {
        return Map.copyOf(BY_NAME);
    }
}
