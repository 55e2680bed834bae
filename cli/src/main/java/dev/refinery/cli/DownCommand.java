package dev.refinery.cli;

import dev.refinery.localstack.StackState;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** Stops a stack in the background. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the stack that runs in REFINERY_HOME, in order. Its data is kept.")
final class DownCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 120;

    private final Surroundings surroundings;
    private final Console console;

    DownCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Optional<ProcessHandle> supervisor =
                surroundings.runningStack().map(StackState::supervisor).flatMap(ProcessHandle::of);
        if (supervisor.isEmpty()) {
            console.err().println("Nothing runs in " + surroundings.home().folder());
            return 0;
        }
        supervisor.get().destroy();
        try {
            supervisor.get().onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CliException(
                    "process " + supervisor.get().pid() + " did not stop within " + PATIENCE_SECONDS + " s.", e);
        }
        console.err().println("Stopped.");
        return 0;
    }
}
