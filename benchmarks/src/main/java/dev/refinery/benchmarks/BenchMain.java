package dev.refinery.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./refinery bench}: measurements that run in this process, on the very classes that the services use, or on whole local stacks. */
@Command(
        name = "refinery bench",
        mixinStandardHelpOptions = true,
        description = "Measures the search, the scorer and the worker, and fits the rewards.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SearchCommand.class,
            AblationCommand.class,
            CalibrateCommand.class,
            EffectsCommand.class,
            RolloverCommand.class,
            ScorerCommand.class,
            RenderCommand.class,
            EngineCommand.class,
            JmhCommand.class,
            StudioCommand.class,
            ParityCommand.class,
            SoakCommand.class,
            FairnessCommand.class,
            FleetCommand.class
        })
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BenchMain())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof BenchFailure known) {
                        line.getErr().println("refinery bench: " + known.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(args));
    }
}
