package dev.refinery.cli;

import dev.refinery.localstack.StackState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A local stack whose supervisor is a process of its own, so that it outlives the command that started it. */
final class BackgroundStack {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Surroundings surroundings;
    private final Console console;

    BackgroundStack(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    /** Returns once it is ready. */
    StackState start(@Nullable Integer port) {
        if (surroundings.runningStack().isPresent()) {
            throw new CliException("a stack already runs in "
                    + surroundings.home().folder() + ": use it, or stop it with ./refinery down.");
        }
        Path log = surroundings.home().log("supervisor");
        try {
            Files.createDirectories(surroundings.home().logs());
            Process process = new ProcessBuilder(command(port))
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return awaitReady(process, log);
        } catch (IOException e) {
            throw new CliException("cannot start the stack: " + e.getMessage(), e);
        }
    }

    private StackState awaitReady(Process process, Path log) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            StackState state = surroundings.runningStack().orElse(null);
            if (state != null && state.ready()) {
                return state;
            }
            if (!process.isAlive()) {
                throw new CliException(
                        "the stack did not start:\n" + Files.readString(log).strip());
            }
            Pause.of(Duration.ofMillis(100));
        }
        process.destroy();
        console.err().println(Files.readString(log).strip());
        throw new CliException("the stack was not ready within " + PATIENCE.toMinutes() + " minutes.");
    }

    /** A hang-up or Ctrl-C of this terminal must not reach it: signals that are ignored stay so over exec. */
    private List<String> command(@Nullable Integer port) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP; exec \"$0\" \"$@\"",
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Drefinery.root=" + surroundings.checkout(),
                "-Drefinery.home=" + surroundings.home().folder(),
                "-cp",
                System.getProperty("java.class.path", ""),
                Main.class.getName(),
                "up",
                "--quiet"));
        if (port != null) {
            command.add("--port=" + port);
        }
        return command;
    }
}
