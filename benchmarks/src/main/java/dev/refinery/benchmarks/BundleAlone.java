package dev.refinery.benchmarks;

import dev.refinery.contracts.InvalidValueException;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.inference.runtime.RuntimeStatistics;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.worker.adapter.djl.BundleGenerators;
import dev.refinery.worker.app.Generator;
import dev.refinery.worker.app.Generators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/** One bundle, loaded as a worker loads all that its folder holds. */
final class BundleAlone implements AutoCloseable {
    private final BundleGenerators generators;
    private final String model;
    private final Generators.Lease lease;
    private final GeneratorProfile profile;

    private BundleAlone(BundleGenerators generators, GeneratorProfile profile) {
        this.generators = generators;
        this.model = generators.models().iterator().next();
        this.lease = generators.lease(model).orElseThrow();
        this.profile = profile;
    }

    /** @param bundle the folder that holds {@code bundle.json} */
    static BundleAlone load(Path bundle, int threads) {
        try {
            Path manifest = bundle.resolve(Bundle.MANIFEST);
            if (!Files.isRegularFile(manifest)) {
                throw new BenchFailure(
                        "no " + Bundle.MANIFEST + " in " + bundle + ": name the folder of a bundle's version");
            }
            Path folder = Files.createTempDirectory("refinery-bench-bundle");
            Path name = Files.createDirectory(folder.resolve("alone"));
            Path link = Files.createSymbolicLink(name.resolve("1"), bundle.toRealPath());
            try {
                GeneratorProfile profile = GeneratorProfile.ofManifest(Files.readAllBytes(manifest));
                return new BundleAlone(
                        BundleGenerators.load(folder, AllowedBundles.ANY, RuntimeOptions.parallel(threads)), profile);
            } finally {
                Files.delete(link);
                Files.delete(name);
                Files.delete(folder);
            }
        } catch (IOException | InvalidValueException | NoSuchElementException e) {
            throw new BenchFailure("cannot load the bundle in " + bundle + ": " + e.getMessage(), e);
        }
    }

    BundleGenerators generators() {
        return generators;
    }

    String model() {
        return model;
    }

    RuntimeStatistics statistics() {
        return generators.statistics(model);
    }

    Generator generator() {
        return (Generator) lease.model();
    }

    GeneratorProfile profile() {
        return profile;
    }

    @Override
    public void close() {
        lease.close();
        generators.close();
    }
}
