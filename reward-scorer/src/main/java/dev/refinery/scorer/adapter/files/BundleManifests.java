package dev.refinery.scorer.adapter.files;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.EncoderManifest;
import dev.refinery.refinement.GeneratorProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the manifests of the generators in a folder; encoders are passed over, {@code <name>/<version>/bundle.json}. */
public final class BundleManifests {
    private static final String MANIFEST = "bundle.json";
    private static final int DEPTH = 3;

    private BundleManifests() {}

    /**
     * @return what the search must know of each generator, by {@code name@version}
     * @throws IllegalStateException there is no manifest or one is unusable; the message names the file and the setting
     */
    public static Map<String, GeneratorProfile> read(Path folder) {
        Map<String, GeneratorProfile> profiles = new TreeMap<>();
        for (Path manifest : manifests(folder)) {
            Path version = manifest.getParent();
            Path name = version == null ? null : version.getParent();
            if (version != null && name != null && !isEncoder(version)) {
                profiles.put(name.getFileName() + "@" + version.getFileName(), profile(manifest));
            }
        }
        if (profiles.isEmpty()) {
            throw new IllegalStateException("no <name>/<version>/bundle.json under " + folder.toAbsolutePath()
                    + ": set refinery.bundles.path to the folder of the bundles");
        }
        return profiles;
    }

    private static List<Path> manifests(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("no folder " + folder.toAbsolutePath()
                    + ": set refinery.bundles.path to the folder of the bundles");
        }
        try (Stream<Path> found = Files.find(
                folder,
                DEPTH,
                (path, attributes) -> path.getNameCount() == folder.getNameCount() + DEPTH
                        && path.getFileName().toString().equals(MANIFEST))) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + folder.toAbsolutePath(), e);
        }
    }

    private static boolean isEncoder(Path bundle) {
        try {
            return Bundle.kindOf(bundle).equals(EncoderManifest.KIND);
        } catch (BundleRejectedException e) {
            // Its own reader names what is wrong with a generator's manifest.
            return false;
        }
    }

    private static GeneratorProfile profile(Path manifest) {
        try {
            return GeneratorProfile.ofManifest(Files.readAllBytes(manifest));
        } catch (IOException | InvalidValueException e) {
            throw new IllegalStateException("unusable bundle manifest " + manifest + ": " + e.getMessage(), e);
        }
    }
}
