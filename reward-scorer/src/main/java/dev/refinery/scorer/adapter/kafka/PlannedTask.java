package dev.refinery.scorer.adapter.kafka;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.scorer.domain.Ticket;
import java.time.Duration;
import java.time.Instant;

/** A task from its plan to its end, as its partition's store keeps it by candidate. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "stage")
@JsonSubTypes({
    @JsonSubTypes.Type(value = PlannedTask.Waiting.class, name = "waiting"),
    @JsonSubTypes.Type(value = PlannedTask.Out.class, name = "out"),
})
sealed interface PlannedTask {
    /** It waits for a place in its lane's window. */
    record Waiting(Instant plannedAt, GenerationTask task) implements PlannedTask {
        /** As handed out: its time begins now. */
        GenerationTask task(Instant now) {
            return task.until(task.notAfter().plus(Duration.between(plannedAt, now)));
        }
    }

    /**
     * Workers have it.
     *
     * @param until its place is free again after this instant, whatever became of it
     */
    record Out(Ticket ticket, Instant until) implements PlannedTask {}
}
