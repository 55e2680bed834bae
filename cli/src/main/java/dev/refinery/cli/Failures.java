package dev.refinery.cli;

import dev.refinery.localstack.StackStartException;

/** What people read of an exception. */
final class Failures {
    private Failures() {}

    static String sentence(Exception e) {
        if (e instanceof CliException || e instanceof StackStartException) {
            Throwable cause = e.getCause();
            String message = String.valueOf(e.getMessage());
            return cause == null || cause.getMessage() == null || message.contains(cause.getMessage())
                    ? message
                    : message + " (" + cause.getMessage() + ")";
        }
        StringBuilder text = new StringBuilder("this should not happen, please report it: ").append(e);
        for (int i = 0; i < Math.min(6, e.getStackTrace().length); i++) {
            text.append("\n    at ").append(e.getStackTrace()[i]);
        }
        return text.toString();
    }
}
