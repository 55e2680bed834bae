package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.localstack.StackState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what runs. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the local stack's processes and the gateway's latest jobs.",
        footer = {"", "Exit code: 0 the gateway answers, 1 it does not."})
final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Console console;

    @Mixin
    private GatewayOption gatewayOption = new GatewayOption();

    @Option(
            names = {"-n", "--jobs"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many jobs to show.")
    private int jobs;

    StatusCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!gatewayOption.named() && surroundings.urlFromEnvironment() == null) {
            surroundings.runningStack().ifPresent(this::showProcesses);
        }
        try (GatewayClient gateway = gatewayOption.connect(surroundings)) {
            JsonNode page = gateway.latestJobs(jobs);
            console.out().println("gateway  " + gateway.address());
            JsonNode items = page.path("jobs").isArray()
                    ? page.path("jobs")
                    : page.path("data").isArray() ? page.path("data") : page.path("items");
            for (JsonNode job : items) {
                console.out()
                        .println("  " + job.path("id").asText() + "  "
                                + job.path("status").asText()
                                + (job.hasNonNull("outcome")
                                        ? " (" + job.path("outcome").asText() + ")"
                                        : ""));
            }
            if (items.isEmpty()) {
                console.out().println("  no jobs yet");
            }
            return 0;
        }
    }

    private void showProcesses(StackState state) {
        console.out().println("stack    " + surroundings.home().folder() + ", since " + state.startedAt());
        state.services().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(service -> console.out()
                        .println("  " + (service.getKey() + "        ").substring(0, 8) + " process "
                                + service.getValue().pid()
                                + memory(service.getValue().pid())
                                        .map(m -> ", " + m)
                                        .orElse("")));
    }

    /** Resident memory, where the system tells it in {@code /proc}. */
    private static Optional<String> memory(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MB")
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
