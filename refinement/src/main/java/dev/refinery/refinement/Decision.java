package dev.refinery.refinement;

import dev.refinery.contracts.event.FeedbackEvent.RoundEvaluated;
import dev.refinery.contracts.event.OutcomeEvent;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an observation leads to. The caller stores {@code state} and publishes the rest, all or nothing.
 *
 * @param state the job's state from now on, null = none is kept
 * @param evaluated null unless a round ended
 * @param outcome null unless the job ended
 */
public record Decision(
        @Nullable JobState state,
        List<GenerationTask> tasks,
        @Nullable RoundEvaluated evaluated,
        @Nullable OutcomeEvent outcome) {
    public Decision {
        tasks = List.copyOf(tasks);
    }

    static Decision keep(@Nullable JobState state) {
        return new Decision(state, List.of(), null, null);
    }
}
