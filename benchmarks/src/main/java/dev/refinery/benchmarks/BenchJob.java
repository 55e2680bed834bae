package dev.refinery.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.job.ImageFormat;
import dev.refinery.contracts.job.ImageRef;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Reference;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.ImageLimits;
import dev.refinery.imaging.ImageNormalizer;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Raster;
import dev.refinery.rewards.JudgedReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job file whose references are local pictures, with their pixels.
 *
 * @param file where it was read; what lies beside it may belong to it
 */
record BenchJob(Path file, String name, String prompt, List<JudgedReference> references, OutputSpec output) {
    BenchJob {
        references = List.copyOf(references);
    }

    List<Reference> specs() {
        return references.stream().map(JudgedReference::reference).toList();
    }

    /** The same job with other references. */
    BenchJob with(List<JudgedReference> others) {
        return new BenchJob(file, name, prompt, others, output);
    }

    /** The same job with the same gate for every reference. */
    BenchJob gatedAt(double gate) {
        return with(references.stream()
                .map(judged -> {
                    Reference r = judged.reference();
                    return new JudgedReference(
                            new Reference(r.name(), r.role(), r.image(), r.mask(), r.weight(), gate, r.heightCm()),
                            judged.image(),
                            judged.mask());
                })
                .toList());
    }

    /**
     * @param cases {@code samples}, {@code catalogue} (combinations of the sample pictures), job files, or folders that hold {@code *.json} job files (themselves, in
     *     {@code jobs/} or one level down)
     */
    static List<BenchJob> load(List<String> cases, Path root) {
        List<BenchJob> jobs = new ArrayList<>();
        for (String text : cases) {
            Path path = switch (text) {
                case "samples" -> root.resolve("samples/jobs");
                case "catalogue" -> root.resolve("benchmarks/cases");
                default -> Path.of(text);
            };
            // The catalogue's folders are sets of their own.
            List<Path> files = files(path, text.equals("catalogue") ? 1 : 2);
            if (files.isEmpty()) {
                throw new BenchFailure("no job files (*.json) in " + path);
            }
            files.forEach(file -> jobs.add(read(file)));
        }
        return jobs;
    }

    /** The same job with one picture as its only style reference. */
    BenchJob inStyleOf(Path picture) {
        try {
            Raster image = picture(picture);
            List<JudgedReference> others = new ArrayList<>(references.stream()
                    .filter(r -> r.reference().role() != Role.STYLE)
                    .toList());
            others.add(new JudgedReference(
                    new Reference("style", Role.STYLE, ref(picture, image), null, 1, null, null), image, null));
            String style = picture.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            return new BenchJob(file, name + " in " + style, prompt, others, output);
        } catch (IOException | ImageRejectedException e) {
            throw new BenchFailure("cannot use " + picture + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path path, int depth) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> found = Files.walk(path, depth)) {
            return found.filter(p -> p.getFileName().toString().endsWith(".json"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BenchFailure("cannot read " + path, e);
        }
    }

    private static BenchJob read(Path file) {
        try {
            JsonNode job = Json.mapper().readTree(Files.readAllBytes(file));
            List<JudgedReference> references = new ArrayList<>();
            for (JsonNode reference : job.path("references")) {
                references.add(reference(file, reference));
            }
            JsonNode output = job.path("output");
            String[] size = output.path("size").asText("768x768").split("x", 2);
            String name = file.getFileName().toString().replace(".json", "");
            Path parent = file.toAbsolutePath().getParent();
            return new BenchJob(
                    file,
                    name.equals("job") && parent != null ? parent.getFileName().toString() : name,
                    job.path("prompt").asText(""),
                    references,
                    new OutputSpec(
                            1,
                            Integer.parseInt(size[0]),
                            Integer.parseInt(size[1]),
                            ImageFormat.PNG,
                            output.hasNonNull("background")
                                    ? output.get("background").asText()
                                    : null,
                            number(output, "subject_fill")));
        } catch (IOException | ImageRejectedException | NumberFormatException e) {
            throw new BenchFailure("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    private static JudgedReference reference(Path job, JsonNode reference) throws IOException, ImageRejectedException {
        if (!reference.hasNonNull("file")) {
            throw new BenchFailure(job + ": every reference of a benchmark needs a file");
        }
        Path file = job.resolveSibling(reference.get("file").asText());
        Raster image = picture(file);
        Path maskFile = reference.hasNonNull("mask_file")
                ? job.resolveSibling(reference.get("mask_file").asText())
                : null;
        Raster mask = maskFile == null ? null : picture(maskFile);
        return new JudgedReference(
                new Reference(
                        reference.path("name").asText(),
                        Role.parse(reference.path("role").asText()),
                        ref(file, image),
                        maskFile == null || mask == null ? null : ref(maskFile, mask),
                        reference.path("weight").asDouble(1),
                        number(reference, "gate"),
                        number(reference, "height_cm")),
                image,
                mask);
    }

    private static @Nullable Double number(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asDouble() : null;
    }

    private static Raster picture(Path file) throws IOException, ImageRejectedException {
        return ImageNormalizer.normalize(Files.readAllBytes(file), ImageLimits.DEFAULT);
    }

    private static ImageRef ref(Path file, Raster image) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            String sha256 = HexFormat.of().formatHex(digest);
            return new ImageRef("none", sha256, sha256, "image/png", image.width(), image.height());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
