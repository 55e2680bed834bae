package dev.refinery.inference.flow;

import dev.refinery.contracts.job.PromptText;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's prompt in the words of a model that counts its references: {@code @red-mug} becomes "red mug (image 1)". What the
 * prompt leaves unsaid is added, one sentence a reference, by its role. Pure.
 */
public final class FlowPrompt {
    private FlowPrompt() {}

    /**
     * @param references that the model gets, in its order
     * @param mention what it calls the first, without the number, e.g. {@code image}
     */
    public static String of(String prompt, List<Reference> references, String mention) {
        List<String> names = references.stream().map(Reference::name).toList();
        List<String> parts = new ArrayList<>();
        String words = PromptText.plain(prompt, name -> {
            int at = names.indexOf(name);
            return at < 0 ? "" : " (" + mention + " " + (at + 1) + ")";
        });
        if (!words.isBlank()) {
            parts.add(words.strip());
        }
        List<String> said = PromptText.names(prompt);
        for (int i = 0; i < references.size(); i++) {
            if (!said.contains(names.get(i))) {
                parts.add(sentence(references.get(i).role(), mention + " " + (i + 1)));
            }
        }
        return String.join(" ", parts);
    }

    private static String sentence(Role role, String image) {
        return switch (role) {
            case SUBJECT -> "Keep the subject of " + image + " as it is.";
            case BACKGROUND -> "Use " + image + " as the background.";
            case STYLE -> "Follow the style of " + image + ".";
            case LIGHTING -> "Light the scene as in " + image + ".";
            case POSE -> "Take the pose from " + image + ".";
        };
    }
}
