package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.OutputPreset;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Shadow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a job file asks of the picture itself, as far as a finished picture can be held against it. */
final class JobOutput {
    private final JsonNode output;

    private JobOutput(JsonNode output) {
        this.output = output;
    }

    /**
     * @param width of the picture in hand; the size that the job asks for is not judged
     * @throws CliException a value is not allowed
     */
    static OutputSpec of(JsonNode output, int width, int height) {
        try {
            return new JobOutput(output).read(width, height);
        } catch (InvalidValueException e) {
            throw new CliException("the job file's " + e.getMessage() + ".", e);
        }
    }

    private OutputSpec read(int width, int height) {
        OutputSpec asked = new OutputSpec(
                1,
                Math.clamp(width, 64, 2048),
                Math.clamp(height, 64, 2048),
                ImageFormat.PNG,
                one("background", text -> text),
                number("subject_fill"),
                null,
                number("padding"),
                one("align", Alignment::parse),
                one("shadow", Shadow::parse),
                palette(),
                null);
        OutputPreset preset = one("preset", OutputPreset::parse);
        return preset == null ? asked : preset.complete(asked);
    }

    private <T> @Nullable T one(String field, Function<String, T> parse) {
        return output.hasNonNull(field) ? parse.apply(output.path(field).asText()) : null;
    }

    private @Nullable Double number(String field) {
        return output.path(field).isNumber() ? output.path(field).doubleValue() : null;
    }

    private @Nullable List<String> palette() {
        if (!output.path("palette").isArray()) {
            return null;
        }
        List<String> colours = new ArrayList<>();
        output.path("palette").forEach(colour -> colours.add(colour.asText()));
        return colours;
    }
}
