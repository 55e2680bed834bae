package dev.refinery.benchmarks;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.contracts.job.Reference;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.rewards.CandidateJudge;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * Names all that a candidate's scorecard depends on: bundle, policy, the code that renders and judges, the case, seed, genome
 * and size. The code of the search is left out on purpose: it only chooses genomes.
 */
record CandidateKeys(String bundleDigest, String policyDigest, String code) {
    static CandidateKeys of(String bundleDigest, String policyDigest) {
        return new CandidateKeys(
                bundleDigest,
                policyDigest,
                digest(List.of(codeOf(CandidateJudge.class), codeOf(Raster.class), codeOf(BundleRuntime.class))));
    }

    String key(BenchJob job, GenerationTask task) {
        try {
            StringBuilder text = new StringBuilder(job.prompt()).append('\n');
            for (Reference reference : job.specs()) {
                text.append(Json.mapper().writeValueAsString(reference)).append('\n');
            }
            text.append(Json.mapper().writeValueAsString(job.output())).append('\n');
            text.append(task.seed())
                    .append(' ')
                    .append(task.width())
                    .append('x')
                    .append(task.height());
            text.append('\n').append(Json.mapper().writeValueAsString(task.genome()));
            return digest(List.of(bundleDigest, policyDigest, code, text.toString()));
        } catch (IOException e) {
            throw new IllegalStateException("a task is always JSON", e);
        }
    }

    /** A digest of the compiled classes beside {@code type}: the same for the same code, whenever it was packed. */
    private static String codeOf(Class<?> type) {
        try {
            Path place = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return digest(Files.isDirectory(place) ? checksumsOfFolder(place) : checksumsOfJar(place));
        } catch (IOException | URISyntaxException e) {
            throw new BenchFailure("cannot read the code of " + type.getName(), e);
        }
    }

    private static List<String> checksumsOfJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .filter(e -> e.getName().endsWith(".class"))
                    .map(e -> e.getName() + ' ' + e.getCrc())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> checksumsOfFolder(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> classes =
                    found.filter(p -> p.toString().endsWith(".class")).sorted().toList();
            List<String> checksums = new ArrayList<>();
            for (Path file : classes) {
                checksums.add(folder.relativize(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
            }
            return checksums;
        }
    }

    private static String digest(List<String> parts) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 16);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
