package dev.refinery.contracts.job;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prompt's own small language: {@code @name} stands for the reference of that name, {@code @@} for a plain {@code @}. An
 * {@code @} inside a word (an e-mail address) or before anything but a letter or digit is plain as it is. Pure.
 */
public final class PromptText {
    private static final Pattern AT =
            Pattern.compile("@@|(?<![\\p{L}\\p{N}_.%+-])@([A-Za-z0-9][A-Za-z0-9_-]*)", Pattern.UNICODE_CHARACTER_CLASS);

    private PromptText() {}

    /** The names that the prompt refers to, in order of first use, each once. */
    public static List<String> names(String prompt) {
        List<String> names = new ArrayList<>();
        Matcher at = AT.matcher(prompt);
        while (at.find()) {
            String name = at.group(1);
            if (name != null && !names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The prompt in plain words, for readers that know of no references: {@code @red-mug} is "red mug", {@code @@} is "@". */
    public static String plain(String prompt) {
        return plain(prompt, name -> "");
    }

    /** As {@link #plain(String)}, each name followed by what {@code behind} says of it. */
    public static String plain(String prompt, UnaryOperator<String> behind) {
        return AT.matcher(prompt).replaceAll(at -> {
            String name = at.group(1);
            return Matcher.quoteReplacement(
                    name == null ? "@" : name.replaceAll("[_-]+", " ").strip() + behind.apply(name));
        });
    }
}
