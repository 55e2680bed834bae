package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a job. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a job and, with --wait, follows it and saves its picture.",
            "A job file is the API's JSON; its references may name pictures by \"file\" (and masks by \"mask_file\"),"
                    + " relative to the job file, by \"url\" or by \"asset\"."
        },
        footer = {
            "",
            "Exit code: 0 submitted, or with --wait: a result was written; 1 not.",
            "",
            "Examples:",
            "  refinery submit samples/jobs/single-product.json --wait --out out --sheet",
            "  refinery submit job.json --json | jq -r .id"
        })
final class SubmitCommand implements Callable<Integer> {
    private final Surroundings surroundings;
    private final Console console;

    @Parameters(paramLabel = "JOB.json", description = "The job file.")
    private Path file = Path.of("");

    @Option(
            names = {"-w", "--wait"},
            description = "Follow the job to its end and save its picture.")
    private boolean wait;

    @Mixin
    private GatewayOption gatewayOption = new GatewayOption();

    @Mixin
    private OutputOptions output = new OutputOptions();

    SubmitCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        JobFile jobFile = JobFile.read(file);
        try (GatewayClient gateway = gatewayOption.connect(surroundings)) {
            JsonNode accepted = gateway.submit(jobFile.upload(gateway::upload));
            String job = accepted.path("id").asText();
            if (wait) {
                console.err().println("job " + job + " on " + gateway.address());
                return new JobRun(gateway, console, true)
                        .toTheEnd(job, output.folder(surroundings, job), jobFile.localPictures(), output);
            }
            if (output.json()) {
                console.out().println(JobRun.pretty(accepted));
            } else {
                console.out().println(job);
                console.err().println("Follow it with: ./refinery watch " + job);
            }
            return 0;
        }
    }
}
