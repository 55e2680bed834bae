package dev.refinery.cli;

/** Shows how a job goes. */
interface ProgressView {
    ProgressView SILENT = new ProgressView() {};

    /** The view for where the output goes: bars on a terminal, lines elsewhere. */
    static ProgressView on(Console console) {
        return console.terminal() ? new TerminalProgress(console) : new PlainProgress(console);
    }

    /** @param type the event that brought the change */
    default void changed(String type, JobStory story) {}

    default void waiting(String why) {}

    default void ended(JobStory story) {}
}
