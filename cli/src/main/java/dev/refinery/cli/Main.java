package dev.refinery.cli;

import dev.refinery.localstack.BackendFinder;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code refinery} command. */
@Command(
        name = "refinery",
        mixinStandardHelpOptions = true,
        version = "Refinery 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Turns several reference photos into one image that honours all of them.",
        footer = {
            "",
            "Examples:",
            "  refinery demo                             the sample job from nothing to a picture",
            "  refinery up                               start everything, stay until Ctrl-C",
            "  refinery submit job.json --wait --out out your own photos",
            "  refinery batch run items.jsonl --out out  many jobs from one file",
            "  refinery score job.json picture.png       judge a picture that exists",
            "  refinery verify picture.png               where it comes from, and whether to believe it"
        })
public final class Main {
    /** Exit code of a command that could not be understood. */
    static final int USAGE = CommandLine.ExitCode.USAGE;

    private Main() {}

    public static void main(String[] args) {
        Console console = new Console(
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean("refinery.terminal"));
        int code = run(Surroundings.find(), console, args);
        console.out().flush();
        console.err().flush();
        System.exit(code);
    }

    /** Runs one command line; returns its exit code: 0 done, 1 not done, 2 not understood. */
    static int run(Surroundings surroundings, Console console, String... args) {
        CommandLine line = new CommandLine(new Main())
                .addSubcommand(new DemoCommand(surroundings, console))
                .addSubcommand(new UpCommand(surroundings, console))
                .addSubcommand(new DownCommand(surroundings, console))
                .addSubcommand(new SubmitCommand(surroundings, console))
                .addSubcommand(BatchCommand.with(surroundings, console))
                .addSubcommand(new ScoreCommand(console))
                .addSubcommand(new VerifyCommand(surroundings, console))
                .addSubcommand(new WatchCommand(surroundings, console))
                .addSubcommand(new StatusCommand(surroundings, console))
                .addSubcommand(new KeysCommand(
                        new BackendFinder(surroundings.home(), System.getenv()), console, Clock.systemUTC()))
                .setOut(console.out())
                .setErr(console.err())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    console.err().println("refinery: " + Failures.sentence(e));
                    return CommandLine.ExitCode.SOFTWARE;
                });
        if (args.length == 0) {
            line.usage(console.out());
            return USAGE;
        }
        return line.execute(args);
    }
}
