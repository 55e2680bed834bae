package dev.refinery.cli;

import dev.refinery.localstack.LocalStack;
import dev.refinery.localstack.StackOptions;
import dev.refinery.localstack.StackState;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The sample job from nothing to a picture. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts everything (or uses the stack that runs here), submits the sample job, shows each round, saves"
                        + " the picture and stops what it started.",
        footer = {
            "",
            "Exit code: 0 a result image was written, 1 not.",
            "",
            "Examples:",
            "  refinery demo --keep",
            "  refinery demo --model studio-flow",
            "  refinery demo --job samples/jobs/product-lighting.json --out out --sheet"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String SAMPLE = "samples/jobs/two-products-style.json";

    private final Surroundings surroundings;
    private final Console console;

    @Option(names = "--keep", description = "Leave everything running; ./refinery down stops it.")
    private boolean keep;

    @Option(names = "--job", paramLabel = "FILE", description = "Another job file than the sample.")
    private @Nullable Path file;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Another generator than the job's, e.g. studio-flow or compositor@1; the picture is made as large as"
                            + " the job asks, or as the model can.")
    private @Nullable String model;

    @Mixin
    private OutputOptions output = new OutputOptions();

    DemoCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        JobFile job = job();
        Optional<StackState> running = surroundings.runningStack().filter(StackState::ready);
        if (running.isPresent()) {
            console.err()
                    .println("Using the stack that runs on " + running.get().gateway());
            return run(running.get().gateway(), job);
        }
        long begun = System.nanoTime();
        console.err()
                .println("Starting Kafka, S3, the scorer, the worker and the gateway (logs: "
                        + surroundings.home().logs() + ")");
        if (keep) {
            StackState state = new BackgroundStack(surroundings, console).start(null);
            started(begun);
            int code = run(state.gateway(), job);
            console.err().println("Everything stays up on " + state.gateway() + "; ./refinery down stops it.");
            return code;
        }
        StackOptions options = StackOptions.of(surroundings.checkout(), surroundings.home());
        try (LocalStack stack = LocalStack.start(options, new UpCommand.StepsOf(console))) {
            started(begun);
            // A service that dies in the middle of the job ends the demo: nothing would go on.
            CompletableFuture<Void> unused = stack.firstDeath().thenAccept(death -> {
                console.err().println("refinery: " + death.report());
                console.err().flush();
                Runtime.getRuntime().exit(1);
            });
            return run(stack.gateway(), job);
        }
    }

    private JobFile job() {
        JobFile job = JobFile.read(file != null ? file : surroundings.checkout().resolve(SAMPLE));
        return model == null
                ? job
                : job.with(ModelChoice.of(surroundings.checkout().resolve("bundles"), model));
    }

    private void started(long begun) {
        console.err().println("Ready after " + Wording.seconds((System.nanoTime() - begun) / 1_000_000));
        console.err().flush();
    }

    private int run(URI address, JobFile file) {
        try (GatewayClient gateway = new GatewayClient(address, null)) {
            String job = gateway.submit(file.upload(gateway::upload)).path("id").asText();
            console.err().println("job " + job);
            console.err().flush();
            return new JobRun(gateway, console, true)
                    .toTheEnd(job, output.folder(surroundings, job), file.localPictures(), output);
        }
    }
}
