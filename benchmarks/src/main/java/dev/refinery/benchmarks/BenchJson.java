package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports for machines. */
final class BenchJson {
    private BenchJson() {}

    /** @param to a file, or {@code -} for {@code out} */
    static void write(Object report, String to, PrintWriter out) {
        try {
            String text = Json.mapper()
                    .copy()
                    .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(report);
            if (to.equals("-")) {
                out.println(text);
            } else {
                Files.writeString(Path.of(to), text + "\n");
            }
        } catch (IOException e) {
            throw new BenchFailure("cannot write " + to + ": " + e.getMessage(), e);
        }
    }
}
