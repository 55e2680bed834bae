package dev.refinery.audit;

import dev.refinery.localstack.BackendsNotFoundException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./refinery audit} and {@code ./refinery replay}. */
@Command(name = "refinery", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public final class AuditMain {
    private AuditMain() {}

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(Place.find(), out, err, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    static int run(Place place, PrintWriter out, PrintWriter err, String... args) {
        return new CommandLine(new AuditMain())
                .addSubcommand(new AuditCommand(place))
                .addSubcommand(new ReplayCommand(place))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof AuditFailure || failure instanceof BackendsNotFoundException) {
                        line.getErr().println("refinery: " + failure.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(args);
    }
}
