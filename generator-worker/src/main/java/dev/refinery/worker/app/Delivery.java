package dev.refinery.worker.app;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;

/**
 * @param attempt how often the queue has handed the task out, this time included
 * @param last true when the queue will not hand it out again
 */
public record Delivery(GenerationTask task, int attempt, boolean last) {}
