package dev.refinery.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Follows a job that was submitted before. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = "Follows a job from its beginning to its end and saves its picture.",
        footer = {
            "",
            "Exit code: 0 a result was written, 1 not.",
            "",
            "Example:",
            "  refinery watch 0199d3a2-7c1e-7b1f-9a52-6f3d1f0a7c55 --out out"
        })
final class WatchCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Console console;

    @Parameters(paramLabel = "JOB", description = "The job's id.")
    private String job = "";

    @Mixin
    private GatewayOption gatewayOption = new GatewayOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    WatchCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        try (GatewayClient gateway = gatewayOption.connect(surroundings)) {
            return new JobRun(gateway, console, false)
                    .toTheEnd(job, output.folder(surroundings, job), Map.of(), output);
        }
    }
}
