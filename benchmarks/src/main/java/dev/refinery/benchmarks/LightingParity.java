package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.metric.LightingConsistency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The lighting score against values that OmniRef-Bench's own script gave, in points of 0 to 100.
 *
 * @param largestTotal largest difference of a total
 * @param largestPart largest difference of any part of any pair
 * @param worstPart its name
 */
record LightingParity(
        int pairs, double largestTotal, double meanTotal, double largestPart, double meanPart, String worstPart) {
    static final double LARGEST = 0.5;
    static final double MEAN = 0.1;

    boolean met() {
        return largestTotal <= LARGEST && largestPart <= LARGEST && meanTotal <= MEAN && meanPart <= MEAN;
    }

    /**
     * @param given a JSON list of {@code reference}, {@code image}, {@code total} and {@code details} (part to points)
     * @param pictures folder that the pairs' paths are relative to
     */
    static LightingParity of(Path given, Path pictures) {
        Map<String, Raster> known = new HashMap<>();
        int pairs = 0;
        int parts = 0;
        double largestTotal = 0;
        double sumTotal = 0;
        double largestPart = 0;
        double sumPart = 0;
        String worst = "";
        try {
            for (JsonNode pair : Json.mapper().readTree(Files.readAllBytes(given))) {
                LightingConsistency seen = LightingConsistency.between(
                        picture(pictures, pair.path("reference").asText(), known),
                        picture(pictures, pair.path("image").asText(), known));
                double total = Math.abs(seen.total() - pair.path("total").asDouble());
                pairs++;
                sumTotal += total;
                largestTotal = Math.max(largestTotal, total);
                for (Map.Entry<String, Double> part : seen.parts().entrySet()) {
                    JsonNode wanted = pair.path("details").path(part.getKey());
                    if (!wanted.isNumber()) {
                        throw new BenchFailure(given + ": a pair has no " + part.getKey());
                    }
                    double difference = Math.abs(part.getValue() - wanted.asDouble());
                    parts++;
                    sumPart += difference;
                    if (difference > largestPart) {
                        largestPart = difference;
                        worst = part.getKey();
                    }
                }
            }
        } catch (IOException | ImageRejectedException e) {
            throw new BenchFailure("cannot compare with " + given + ": " + e.getMessage(), e);
        }
        if (pairs == 0) {
            throw new BenchFailure(given + " holds no pairs");
        }
        return new LightingParity(pairs, largestTotal, sumTotal / pairs, largestPart, sumPart / parts, worst);
    }

    private static Raster picture(Path folder, String name, Map<String, Raster> known)
            throws IOException, ImageRejectedException {
        Raster raster = known.get(name);
        if (raster == null) {
            raster = ImageDecoder.decode(Files.readAllBytes(folder.resolve(name)), ImageLimits.DEFAULT);
            known.put(name, raster);
        }
        return raster;
    }
}
