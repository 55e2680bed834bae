package dev.refinery.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What becomes of a job's pictures. */
final class OutputOptions {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder for the result. Default: results/JOB in the stack's folder.")
    private @Nullable Path folder;

    @Option(
            names = "--sheet",
            description = "Also write sheet.png: the references, every candidate with its scores, and the result.")
    private boolean sheet;

    @Option(
            names = "--json",
            description = "Print the finished job as JSON on standard output, and nothing else there.")
    private boolean json;

    Path folder(Surroundings surroundings, String job) {
        return folder != null
                ? folder
                : surroundings.home().folder().resolve("results").resolve(job);
    }

    boolean sheet() {
        return sheet;
    }

    boolean json() {
        return json;
    }
}
