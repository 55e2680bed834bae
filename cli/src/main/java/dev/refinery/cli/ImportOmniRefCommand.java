package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a file of items from the metadata of OmniRef-Bench. */
@Command(
        name = "import-omniref",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a file of items from OmniRef-Bench's metadata and its folder of pictures.",
            "Items are named by their position in the metadata, which is what its evaluation looks pictures up by:"
                    + " give it DIR/images of batch run."
        },
        footer = {
            "",
            "Example:",
            "  refinery batch import-omniref metadata.json --images test_set --out items.jsonl",
            "  refinery batch run items.jsonl --out out"
        })
final class ImportOmniRefCommand implements Callable<Integer> {
    private static final int NAMED = 10;

    private final Console console;

    @Parameters(paramLabel = "METADATA.json", description = "The benchmark's metadata.")
    private Path metadata = Path.of("");

    @Option(names = "--images", paramLabel = "DIR", required = true, description = "The benchmark's test set.")
    private Path images = Path.of("");

    @Option(
            names = {"-o", "--out"},
            paramLabel = "ITEMS.jsonl",
            required = true,
            description = "The file to write.")
    private Path out = Path.of("");

    ImportOmniRefCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        JsonNode samples = read();
        Path pictures = images.toAbsolutePath().normalize();
        List<String> missing = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int position = 0; position < samples.size(); position++) {
            OmniRefSample sample = OmniRefSample.read(samples.get(position), position);
            sample.pictures().stream()
                    .map(pictures::resolve)
                    .filter(p -> !Files.isReadable(p))
                    .forEach(p -> missing.add(p.toString()));
            lines.add(sample.item(pictures).toString());
        }
        if (!missing.isEmpty()) {
            throw new CliException(missing.size() + " pictures of the benchmark cannot be read:\n  "
                    + String.join("\n  ", missing.subList(0, Math.min(NAMED, missing.size())))
                    + (missing.size() > NAMED ? "\n  and more" : "")
                    + "\n--images must be the folder that the metadata's paths begin in.");
        }
        try (BufferedWriter writer = Files.newBufferedWriter(out)) {
            for (String line : lines) {
                writer.write(line);
                writer.write('\n');
            }
        } catch (IOException e) {
            throw new CliException("cannot write " + out + ": " + e.getMessage(), e);
        }
        console.out().println(lines.size() + " items in " + out);
        console.out().flush();
        return 0;
    }

    private JsonNode read() {
        try {
            JsonNode samples = Json.mapper().readTree(metadata.toFile());
            if (samples.isArray() && !samples.isEmpty()) {
                return samples;
            }
            throw new CliException(metadata + " must hold a list of samples, as OmniRef-Bench's metadata does.");
        } catch (IOException e) {
            throw new CliException("cannot read " + metadata + ": " + e.getMessage(), e);
        }
    }
}
