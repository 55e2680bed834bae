package dev.refinery.contracts.event;

/** What went wrong, for people. Often an exception's words, which nobody bounds but this. */
final class FailureMessage {
    static final int MAX_LENGTH = 2_000;

    private FailureMessage() {}

    static String shortened(String message) {
        return message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH - 1) + "\u2026";
    }
}
