package dev.refinery.rescore;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** {@code refinery rescore}. Exit code: 0 reported, 1 not done, 2 not understood. */
public final class RescoreMain {
    private RescoreMain() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(System.getenv(), Path.of(System.getProperty("refinery.home", ".refinery")), out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(Map<String, String> environment, Path home, PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new RescoreCommand(environment, home, out))
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
