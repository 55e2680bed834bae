package dev.refinery.inference.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.contracts.job.Shadow;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.bundle.Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The compositor of this repository and the scenes that its own Python recorded. */
final class Fixtures {
    static final Path COMPOSITOR = Path.of(System.getProperty("refinery.root"), "bundles", "compositor");
    static final Path SCENES = COMPOSITOR.resolve("fixtures");

    private Fixtures() {}

    static BundleRuntime runtime(int parallelism) throws Exception {
        return BundleRuntime.load(Bundle.open(COMPOSITOR.resolve("1")), RuntimeOptions.parallel(parallelism));
    }

    static JsonNode scene(String name) throws Exception {
        return Json.mapper().readTree(SCENES.resolve(name).resolve("scene.json").toFile());
    }

    static Raster picture(String scene, String file) throws Exception {
        return ImageDecoder.decode(Files.readAllBytes(SCENES.resolve(scene).resolve(file)), ImageLimits.DEFAULT);
    }

    static List<PreparedReference> prepare(BundleRuntime runtime, String scene) throws Exception {
        JsonNode json = scene(scene);
        List<PreparedReference> prepared = new ArrayList<>();
        int i = 0;
        for (JsonNode node : json.path("references")) {
            String file = node.path("file").asText();
            byte[] bytes = Files.readAllBytes(SCENES.resolve(scene).resolve(file));
            Raster raster = picture(scene, file);
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            double metres = json.path("attributes").get(i).get(0).asDouble();
            Reference reference = new Reference(
                    "r" + i,
                    Role.parse(node.path("role").asText()),
                    new ImageRef("b", file, sha256, "image/png", raster.width(), raster.height()),
                    null,
                    1.0,
                    null,
                    metres > 0 ? metres * 100 : null);
            prepared.add(new PreparedReference(
                    reference,
                    runtime.encode(
                            ReferenceKey.of(reference), Lane.INTERACTIVE, () -> new ReferencePixels(raster, null))));
            i++;
        }
        return prepared;
    }

    static RenderRequest request(String scene, List<PreparedReference> references) throws Exception {
        JsonNode json = scene(scene);
        float[] z = new float[json.path("z").size()];
        for (int i = 0; i < z.length; i++) {
            z[i] = (float) json.path("z").get(i).asDouble();
        }
        return request(scene, references, Latents.of(z));
    }

    static RenderRequest request(String scene, List<PreparedReference> references, Latents z) throws Exception {
        JsonNode json = scene(scene);
        Map<String, Double> guidance = new HashMap<>();
        for (int i = 0; i < references.size(); i++) {
            guidance.put("r" + i, json.path("guidance").get(i).asDouble());
        }
        JsonNode options = json.path("options");
        String background = options.get(0).asDouble() > 0 ? colour(options, 1) : null;
        double fill = options.get(4).asDouble();
        int width = json.path("width").asInt();
        int height = json.path("height").asInt();
        double padding = options.get(6).asDouble();
        int align = options.get(7).asInt();
        List<String> palette = new ArrayList<>();
        for (int i = 8; i < options.size(); i += 3) {
            palette.add(colour(options, i));
        }
        OutputSpec output = new OutputSpec(
                1,
                width,
                height,
                ImageFormat.PNG,
                background,
                fill > 0 ? fill : null,
                null,
                padding > 0 ? padding : null,
                align > 0 ? Alignment.values()[align - 1] : null,
                List.of(Shadow.NONE, Shadow.NATURAL, Shadow.SOFT, Shadow.CONTACT)
                        .get(options.get(5).asInt()),
                palette.isEmpty() ? null : palette,
                null);
        return new RenderRequest(z, guidance, references, output, width, height, Lane.INTERACTIVE);
    }

    private static String colour(JsonNode options, int at) {
        return "#%02X%02X%02X"
                .formatted(
                        Math.round(255 * options.get(at).asDouble()),
                        Math.round(255 * options.get(at + 1).asDouble()),
                        Math.round(255 * options.get(at + 2).asDouble()));
    }
}
