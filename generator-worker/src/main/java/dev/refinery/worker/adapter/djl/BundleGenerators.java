package dev.refinery.worker.adapter.djl;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.bundle.Bundle;
import dev.refinery.inference.bundle.BundleManifest;
import dev.refinery.inference.bundle.BundleRejectedException;
import dev.refinery.inference.bundle.EncoderManifest;
import dev.refinery.inference.bundle.FlowBundle;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.bundle.LatentLayout;
import dev.refinery.inference.runtime.BundleRuntime;
import dev.refinery.inference.runtime.FlowRuntime;
import dev.refinery.inference.runtime.GeneratorRuntime;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.provenance.DigitalSourceType;
import dev.refinery.refinement.LatentGroup;
import dev.refinery.refinement.LatentSpace;
import dev.refinery.worker.app.FlowModel;
import dev.refinery.worker.app.Generator;
import dev.refinery.worker.app.Generators;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The bundles under a folder {@code <name>/<version>/bundle.json}, all loaded at start. Immutable, thread-safe. */
public final class BundleGenerators implements Generators, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BundleGenerators.class);

    private final Map<String, GeneratorRuntime> runtimes;
    private final Map<String, Generator> generators;

    private BundleGenerators(Map<String, GeneratorRuntime> runtimes, Map<String, Generator> generators) {
        this.runtimes = runtimes;
        this.generators = Map.copyOf(generators);
    }

    /**
     * Loads every generator of the folder and renders one picture with each; encoders are the scorer's.
     *
     * @throws IOException when a bundle cannot be loaded, or there is none: a worker must not take tasks that it would
     *     only refuse
     */
    public static BundleGenerators load(Path folder, RuntimeOptions options) throws IOException {
        Map<String, GeneratorRuntime> runtimes = new TreeMap<>();
        Map<String, Generator> generators = new HashMap<>();
        try {
            for (Path home : bundleFolders(folder)) {
                switch (Bundle.kindOf(home)) {
                    case EncoderManifest.KIND -> {}
                    case FlowManifest.KIND -> {
                        FlowRuntime runtime = FlowRuntime.load(FlowBundle.open(home), options);
                        runtimes.put(runtime.model(), runtime);
                        generators.put(runtime.model(), generator(runtime));
                    }
                    default -> {
                        BundleRuntime runtime = BundleRuntime.load(Bundle.open(home), options);
                        runtimes.put(runtime.model(), runtime);
                        generators.put(runtime.model(), generator(runtime));
                    }
                }
            }
            for (GeneratorRuntime runtime : runtimes.values()) {
                runtime.warmUp();
                LOG.infof("bundle ready: model=%s digest=%s", runtime.model(), runtime.digest());
            }
        } catch (BundleRejectedException e) {
            runtimes.values().forEach(GeneratorRuntime::close);
            throw new IOException("bundle refused (" + e.code() + "): " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            runtimes.values().forEach(GeneratorRuntime::close);
            throw e;
        }
        if (runtimes.isEmpty()) {
            throw new IOException("no bundle under " + folder.toAbsolutePath() + ": set refinery.bundles.path");
        }
        return new BundleGenerators(runtimes, generators);
    }

    private static List<Path> bundleFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> names = Files.list(folder)) {
            for (Path name : names.filter(Files::isDirectory).sorted().toList()) {
                try (Stream<Path> versions = Files.list(name)) {
                    versions.filter(v -> Files.isRegularFile(v.resolve(Bundle.MANIFEST)))
                            .sorted()
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static Generator generator(BundleRuntime runtime) {
        BundleManifest manifest = runtime.bundle().manifest();
        return new Generator(
                runtime.digest(),
                DigitalSourceType.ofBundleKind(manifest.kind()),
                space(runtime.bundle().latents()),
                most(manifest.roles()),
                runtime,
                runtime);
    }

    private static Generator generator(FlowRuntime runtime) {
        FlowManifest manifest = runtime.bundle().manifest();
        return new Generator(
                runtime.digest(),
                DigitalSourceType.ofBundleKind(manifest.kind()),
                LatentSpace.ungrouped(manifest.latents().length()),
                most(manifest.roles()),
                runtime,
                runtime,
                new FlowModel(
                        runtime::latentLength,
                        manifest.maxReferences(),
                        manifest.sizes().min(),
                        manifest.sizes().max(),
                        manifest.text().mention(),
                        Set.of(FlowRuntime.GUIDANCE_SCALE)));
    }

    private static Map<Role, Integer> most(Map<Role, BundleManifest.RoleLimit> roles) {
        Map<Role, Integer> most = new HashMap<>();
        roles.forEach((role, limit) -> most.put(role, limit.max()));
        return most;
    }

    static LatentSpace space(LatentLayout layout) {
        return new LatentSpace(
                layout.length(),
                layout.groups().stream()
                        .map(g -> new LatentGroup(g.name(), g.effect(), g.role(), g.slot(), g.indices()))
                        .toList());
    }

    @Override
    public Optional<Generator> find(String model) {
        return Optional.ofNullable(generators.get(model));
    }

    /** For metrics. */
    public Collection<GeneratorRuntime> runtimes() {
        return List.copyOf(runtimes.values());
    }

    @Override
    public void close() {
        runtimes.values().forEach(GeneratorRuntime::close);
    }
}
