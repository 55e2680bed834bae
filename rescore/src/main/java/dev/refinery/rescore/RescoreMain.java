package dev.refinery.rescore;

import dev.refinery.localstack.BackendFinder;
import dev.refinery.localstack.StackHome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;

/** {@code refinery rescore}. Exit code: 0 reported, 1 not done, 2 not understood. */
public final class RescoreMain {
    private RescoreMain() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(new BackendFinder(StackHome.find(Path.of("")), System.getenv()), out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(BackendFinder backends, PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new RescoreCommand(backends, out))
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    err.println("refinery: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }
}
