package dev.refinery.worker.app;

import dev.refinery.contracts.genome.Genome;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.inference.flow.FlowPrompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that a search can tell a model that it reaches by words alone: the job's prompt with its references counted, what fell short so far,
 * and what an earlier attempt is for. Pure.
 */
final class ProviderPrompt {
    private static final String IMAGE = "image";
    /** Log guidance from which the words grow stronger; its highest is ln 2. */
    private static final double STRONG = 0.2;

    private static final double STRONGEST = 0.45;
    /** Noise levels of a parent up to which little of it, or much, may change. */
    private static final double NEAR = 0.35;

    private static final double FAR = 0.7;

    private ProviderPrompt() {}

    /**
     * @param references that the model gets, in its order; a parent's picture comes after them
     * @param genome whose guidance and parent are put in words
     */
    static String of(String prompt, List<Reference> references, Genome genome) {
        List<String> parts = new ArrayList<>();
        parts.add(FlowPrompt.of(prompt, references, IMAGE));
        parts.addAll(emphasis(references, genome));
        Genome.Parent parent = genome.parent();
        if (parent != null) {
            parts.add(parent(references.size() + 1, parent.strength()));
        }
        return String.join(" ", parts.stream().filter(part -> !part.isBlank()).toList());
    }

    /** A sentence for each reference that is to count more than it does, the most urgent first. */
    private static List<String> emphasis(List<Reference> references, Genome genome) {
        return IntStream.range(0, references.size())
                .boxed()
                .filter(i -> guidance(references.get(i), genome) > 0)
                .sorted(Comparator.comparingDouble((Integer i) -> guidance(references.get(i), genome))
                        .reversed())
                .map(i -> emphasis(references.get(i), i + 1, guidance(references.get(i), genome)))
                .toList();
    }

    private static double guidance(Reference reference, Genome genome) {
        return genome.guidance().getOrDefault(reference.name(), 0.0);
    }

    private static String emphasis(Reference reference, int number, double guidance) {
        String what = IMAGE + " " + number + " (" + spoken(reference.name()) + ", "
                + reference.role().wireName() + ")";
        String demand = demand(reference.role());
        if (guidance < STRONG) {
            return "Keep an eye on " + what + ": " + demand + ".";
        }
        if (guidance < STRONGEST) {
            return "Pay close attention to " + what + ", which earlier attempts neglected: " + demand + ".";
        }
        return "Most important of all is " + what + ", which earlier attempts missed: " + demand
                + ", whatever else has to give way.";
    }

    private static String demand(Role role) {
        return switch (role) {
            case SUBJECT -> "its shape, colours, proportions and details stay exactly as they are there";
            case BACKGROUND -> "the scene is the place that it shows";
            case STYLE -> "the whole picture is made in its manner, palette and texture";
            case LIGHTING -> "light and shadow fall as they do there, with the same colour and contrast";
            case POSE -> "the pose is the same, limb by limb";
        };
    }

    private static String parent(int number, double strength) {
        String what = "Image " + number + " is an earlier attempt at this very picture, not another thing to show: ";
        if (strength <= NEAR) {
            return what + "stay close to it and correct only what these instructions ask for.";
        }
        if (strength <= FAR) {
            return what + "keep its composition and improve what these instructions ask for.";
        }
        return what + "take it as a loose hint and feel free to depart from it.";
    }

    private static String spoken(String name) {
        return name.replaceAll("[_-]+", " ").strip();
    }
}
