package dev.refinery.cli;

import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.ServiceDeath;
import dev.refinery.localstack.StackListener;
import dev.refinery.localstack.StackOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything and stays. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description =
                "Starts Kafka, S3 and the three services on this machine and stays until Ctrl-C, which stops them in"
                        + " order. Data is kept in REFINERY_HOME. A service that dies is not restarted: it is reported and the"
                        + " rest stops.",
        footer = {
            "",
            "Examples:",
            "  refinery up --port 9000",
            "  refinery up --detach && refinery submit job.json --wait; refinery down"
        })
final class UpCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Console console;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            description = "The gateway's port. Default: 8080 when free, else any that is.")
    private @Nullable Integer port;

    @Option(
            names = {"-q", "--quiet"},
            description = "Do not show the services' logs; they are saved all the same.")
    private boolean quiet;

    @Option(
            names = {"-d", "--detach"},
            description = "Return once everything is ready and leave it running.")
    private boolean detach;

    UpCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        if (detach) {
            var state = new BackgroundStack(surroundings, console).start(port);
            ready(state.gateway().toString(), begun);
            console.err().println("Stop it with ./refinery down");
            return 0;
        }
        StackOptions options = StackOptions.of(surroundings.checkout(), surroundings.home());
        try (LocalStack stack = LocalStack.start(port == null ? options : options.withGatewayPort(port), listener())) {
            ready(stack.gateway().toString(), begun);
            ServiceDeath death = stack.firstDeath().get();
            console.err().println("refinery: " + death.report());
            console.err().println("Stopping the rest.");
            return 1;
        }
    }

    private StackListener listener() {
        return quiet ? new StepsOf(console) : new LogsOf(console);
    }

    private void ready(String gateway, long begun) {
        console.out()
                .println("Refinery is ready on " + gateway + " after "
                        + Wording.seconds((System.nanoTime() - begun) / 1_000_000));
        console.out().println("  ./refinery submit samples/jobs/single-product.json --wait --out out");
        console.out().println("  curl " + gateway + "/v1/jobs");
        console.out().flush();
    }

    /** Shows the steps only. */
    record StepsOf(Console console) implements StackListener {
        @Override
        public void progressed(String message) {
            console.err().println(message);
            console.err().flush();
        }
    }

    /** Shows the steps, and every service's log with its name in front. */
    record LogsOf(Console console) implements StackListener {
        @Override
        public void logged(String service, String line) {
            console.err().println((service + "       ").substring(0, 8) + "| " + line);
            console.err().flush();
        }

        @Override
        public void progressed(String message) {
            console.err().println("stack   | " + message);
            console.err().flush();
        }
    }
}
