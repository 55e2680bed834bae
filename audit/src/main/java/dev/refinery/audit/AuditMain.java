package dev.refinery.audit;

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
        Place place = Place.find();
        int code = new CommandLine(new AuditMain())
                .addSubcommand(new AuditCommand(place))
                .addSubcommand(new ReplayCommand(place))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    if (failure instanceof AuditFailure known) {
                        line.getErr().println("refinery: " + known.getMessage());
                        return 1;
                    }
                    throw failure;
                })
                .execute(args);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
