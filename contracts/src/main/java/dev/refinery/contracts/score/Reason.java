package dev.refinery.contracts.score;

/** Why a judge scored as it did, in its own words: what a model wrote, which nobody bounds but this. For people only. */
public final class Reason {
    /** In characters. */
    public static final int MAX_LENGTH = 300;

    private Reason() {}

    /** One line of at most {@link #MAX_LENGTH} characters. */
    public static String of(String words) {
        return of(words, MAX_LENGTH);
    }

    /** One line of at most {@code length} characters, without control characters and halves of characters. */
    public static String of(String words, int length) {
        StringBuilder clean = new StringBuilder();
        words.codePoints().map(c -> writable(c) ? c : ' ').forEach(clean::appendCodePoint);
        String line = clean.toString().strip().replaceAll("\\s+", " ");
        if (line.length() <= length) {
            return line;
        }
        int end = length - 1;
        if (Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end) + "\u2026";
    }

    private static boolean writable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
