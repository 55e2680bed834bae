package dev.refinery.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Files of jobs. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Runs many jobs from one file.")
final class BatchCommand {
    private BatchCommand() {}

    static CommandLine with(Surroundings surroundings, Console console) {
        return new CommandLine(new BatchCommand())
                .addSubcommand(new BatchRunCommand(surroundings, console))
                .addSubcommand(new ImportOmniRefCommand(console));
    }
}
