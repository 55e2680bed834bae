package dev.refinery.inference.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageDecoder;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.EncodedReference;
import dev.refinery.inference.FlowInputs;
import dev.refinery.inference.Latents;
import dev.refinery.inference.PreparedReference;
import dev.refinery.inference.ReferenceKey;
import dev.refinery.inference.ReferencePixels;
import dev.refinery.inference.RenderRequest;
import dev.refinery.inference.bundle.FlowBundle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A flow model of a public class with random weights, and what the public pipeline made of it (bundles/export/flow_fixtures.py). */
record FlowFixture(Path home, JsonNode story, ByteBuffer tensors, JsonNode index) {
    private static final Path ROOT = Path.of(System.getProperty("refinery.root"), "bundles", "export", "fixtures");

    static FlowFixture of(String name) throws IOException {
        return at(ROOT.resolve(name));
    }

    /** Of a folder with the bundle in {@code 1} and what is expected of it beside. */
    static FlowFixture at(Path home) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(home.resolve("expected.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[Math.toIntExact(file.getLong())];
        file.get(header);
        return new FlowFixture(
                home,
                Json.mapper().readTree(home.resolve("expected.json").toFile()),
                file.slice().order(ByteOrder.LITTLE_ENDIAN),
                Json.mapper().readTree(new String(header, StandardCharsets.UTF_8)));
    }

    FlowRuntime runtime() throws Exception {
        return FlowRuntime.load(FlowBundle.open(folder()), RuntimeOptions.parallel(1));
    }

    Path folder() {
        return home.resolve("1");
    }

    /** Of a safetensors file, float32. */
    float[] tensor(String tensor) {
        JsonNode entry = index.path(tensor);
        if (!entry.path("dtype").asText().equals("F32")) {
            throw new IllegalArgumentException("no float32 tensor " + tensor + " in the fixture");
        }
        int from = entry.path("data_offsets").get(0).asInt();
        int to = entry.path("data_offsets").get(1).asInt();
        float[] values = new float[(to - from) / Float.BYTES];
        tensors.slice(from, to - from)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    static Raster photo(String letter) throws IOException {
        try {
            return ImageDecoder.decode(
                    Files.readAllBytes(ROOT.resolve("flow").resolve(letter + ".png")), ImageLimits.DEFAULT);
        } catch (dev.refinery.imaging.ImageRejectedException e) {
            throw new IOException(e);
        }
    }

    List<String> prompts(int count) {
        List<String> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prompts.add(story.path("prompts").get(i).asText());
        }
        return prompts;
    }

    int width() {
        return story.path("width").asInt();
    }

    int height() {
        return story.path("height").asInt();
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(node -> strings.add(node.asText()));
        return strings;
    }

    static List<EncodedReference> encoded(FlowRuntime runtime, List<String> letters) throws IOException {
        List<EncodedReference> encoded = new ArrayList<>();
        for (String letter : letters) {
            encoded.add(encoded(runtime, letter, photo(letter)));
        }
        return encoded;
    }

    static EncodedReference encoded(FlowRuntime runtime, String letter, Raster photo) {
        return runtime.encode(
                ReferenceKey.of(reference(letter, photo)), Lane.INTERACTIVE, () -> new ReferencePixels(photo, null));
    }

    private static Reference reference(String letter, Raster photo) {
        String digest = Integer.toHexString(letter.charAt(0)).repeat(32);
        return new Reference(
                letter,
                Role.SUBJECT,
                new ImageRef("b", letter, digest, "image/png", photo.width(), photo.height()),
                null,
                1.0,
                null,
                null);
    }

    /** A request for one picture from references that are already encoded. */
    RenderRequest request(
            List<String> letters,
            List<EncodedReference> encoded,
            Map<String, Double> guidance,
            float[] noise,
            FlowInputs inputs)
            throws IOException {
        List<PreparedReference> prepared = new ArrayList<>();
        for (int i = 0; i < letters.size(); i++) {
            prepared.add(new PreparedReference(reference(letters.get(i), photo(letters.get(i))), encoded.get(i)));
        }
        return new RenderRequest(
                Latents.of(noise),
                guidance,
                prepared,
                new OutputSpec(1, width(), height(), ImageFormat.PNG, null, null),
                width(),
                height(),
                Lane.INTERACTIVE,
                inputs);
    }
}
