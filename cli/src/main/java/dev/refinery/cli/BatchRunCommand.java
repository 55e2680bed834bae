package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file of jobs, follows it and saves what it makes. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Sends a file of jobs, follows it to its end and saves the pictures as they come.",
            "Each line is {\"custom_id\": .., \"body\": {a job}}; a job may name pictures by \"file\", relative to the file of items.",
            "Run it again with the same --out to go on where it was interrupted: nothing is sent or fetched twice."
        },
        footer = {
            "",
            "In DIR: images/CUSTOM_ID.png, output.jsonl, errors.jsonl.",
            "Exit code: 0 every line has a result; 1 not.",
            "",
            "Example:",
            "  refinery batch run items.jsonl --out out"
        })
final class BatchRunCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Surroundings surroundings;
    private final Console console;

    @Parameters(paramLabel = "ITEMS.jsonl", description = "The file of jobs.")
    private Path file = Path.of("");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder for the results, and for what is needed to go on.")
    private Path out = Path.of("");

    @Option(
            names = "--rollover",
            description = "Give candidates that items do not need to items that fall short of their gates.")
    private boolean rollover;

    @Mixin
    private GatewayOption gatewayOption = new GatewayOption();

    BatchRunCommand(Surroundings surroundings, Console console) {
        this.surroundings = surroundings;
        this.console = console;
    }

    @Override
    public Integer call() {
        try (GatewayClient gateway = gatewayOption.connect(surroundings)) {
            BatchFolder folder = BatchFolder.open(out, file, gateway.address().toString());
            String id = folder.id();
            if (id == null) {
                if (!Files.exists(folder.upload())) {
                    console.err().println("uploading the pictures of " + file);
                    new BatchItems(file).prepare(folder.upload(), gateway::upload);
                }
                id = gateway.sendBatch(folder.upload(), folder.key(), rollover);
                folder.took(id);
                console.err().println("batch " + id + " on " + gateway.address());
            } else {
                console.err().println("going on with batch " + id + " on " + gateway.address());
            }
            return toTheEnd(gateway, folder, id);
        }
    }

    private int toTheEnd(GatewayClient gateway, BatchFolder folder, String id) {
        BatchBar bar = new BatchBar(console);
        int fetched = -1;
        while (true) {
            JsonNode batch = gateway.batch(id);
            JsonNode counts = batch.path("request_counts");
            bar.show(batch);
            boolean ended = batch.hasNonNull("ended_at");
            int completed = counts.path("completed").asInt();
            // The output grows with the batch: reading it for each picture would cost the square of its size.
            if (ended || completed - fetched >= Math.max(1, fetched / 4)) {
                gateway.downloadTo(batch.path("urls").path("output").asText(), folder.output());
                folder.fetchPictures(gateway);
                fetched = completed;
            }
            if (ended) {
                gateway.downloadTo(batch.path("urls").path("errors").asText(), folder.errors());
                return tell(batch, folder);
            }
            Pause.of(LOOK);
        }
    }

    private int tell(JsonNode batch, BatchFolder folder) {
        JsonNode counts = batch.path("request_counts");
        int missing = counts.path("total").asInt() - counts.path("completed").asInt();
        console.out()
                .println(batch.path("status").asText() + ": "
                        + counts.path("completed").asInt() + " of "
                        + counts.path("total").asInt() + " have a result, in " + out.resolve("images"));
        if (batch.hasNonNull("failure")) {
            console.err().println(batch.path("failure").asText());
        }
        if (missing > 0) {
            console.err().println(missing + " have none; " + folder.errors() + " says why.");
        }
        console.out().flush();
        console.err().flush();
        return missing == 0 ? 0 : 1;
    }
}
