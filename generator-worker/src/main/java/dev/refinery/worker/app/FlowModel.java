package dev.refinery.worker.app;

import java.util.Set;
import java.util.function.IntBinaryOperator;

/**
 * What sets a generator apart that is steered by text and noise: it reads prompts, may start from a parent's picture, and takes
 * as much noise as the picture's size asks for.
 *
 * @param latentLength numbers of noise by width and height
 * @param maxReferences in all, whatever their roles
 * @param smallest pixels of a side
 * @param largest pixels of a side
 * @param mention what it calls its first reference, without the number
 * @param controls names of the knobs it has
 */
public record FlowModel(
        IntBinaryOperator latentLength,
        int maxReferences,
        int smallest,
        int largest,
        String mention,
        Set<String> controls) {
    public FlowModel {
        controls = Set.copyOf(controls);
    }
}
