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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A bundle folder whose files were checked: what can be loaded, any number of times.
 *
 * @param home its folder
 * @param model {@code name@version}
 * @param bytes of its files: about the memory that it takes
 * @param onDevices loaded once on every device; otherwise once, on the CPU
 */
record GeneratorBundle(Path home, String model, String digest, long bytes, boolean onDevices, Loader loader) {
    /** A bundle in memory. */
    record Copy(GeneratorRuntime runtime, Generator generator) {}

    interface Loader {
        Copy load(RuntimeOptions options) throws IOException;
    }

    /**
     * @return empty for a bundle that generates nothing: encoders are the scorer's
     * @throws BundleRejectedException when anything is missing, altered, or not understood
     */
    static Optional<GeneratorBundle> open(Path home) throws BundleRejectedException, IOException {
        return switch (Bundle.kindOf(home)) {
            case EncoderManifest.KIND -> Optional.empty();
            case FlowManifest.KIND -> {
                FlowBundle bundle = FlowBundle.open(home);
                yield Optional.of(new GeneratorBundle(
                        home,
                        bundle.manifest().id(),
                        bundle.digest(),
                        size(home),
                        true,
                        options -> loaded(bundle, options)));
            }
            default -> {
                Bundle bundle = Bundle.open(home);
                yield Optional.of(new GeneratorBundle(
                        home,
                        bundle.manifest().id(),
                        bundle.digest(),
                        size(home),
                        false,
                        options -> loaded(bundle, options)));
            }
        };
    }

    /**
     * Looks at every file again: modules are programs, and what was allowed at the start may have been replaced since.
     *
     * @throws IOException when they are not what they were
     */
    void verify() throws IOException {
        try {
            if (open(home).filter(now -> now.digest().equals(digest)).isEmpty()) {
                throw new IOException("bundle " + home + " was replaced since the worker started: restart it");
            }
        } catch (BundleRejectedException e) {
            throw new IOException("bundle refused (" + e.code() + "): " + e.getMessage(), e);
        }
    }

    private static long size(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }

    private static Copy loaded(Bundle bundle, RuntimeOptions options) throws IOException {
        BundleRuntime runtime = BundleRuntime.load(bundle, options);
        BundleManifest manifest = bundle.manifest();
        return new Copy(
                runtime,
                new Generator(
                        bundle.digest(),
                        DigitalSourceType.ofBundleKind(manifest.kind()),
                        space(bundle.latents()),
                        most(manifest.roles()),
                        runtime,
                        runtime));
    }

    private static Copy loaded(FlowBundle bundle, RuntimeOptions options) throws IOException {
        FlowRuntime runtime = FlowRuntime.load(bundle, options);
        FlowManifest manifest = bundle.manifest();
        return new Copy(
                runtime,
                new Generator(
                        bundle.digest(),
                        DigitalSourceType.ofBundleKind(manifest.kind()),
                        LatentSpace.ungrouped(manifest.latents().length()),
                        most(manifest.roles()),
                        runtime,
                        runtime,
                        false,
                        new FlowModel(
                                runtime::latentLength,
                                manifest.maxReferences(),
                                manifest.sizes().min(),
                                manifest.sizes().max(),
                                manifest.text().mention(),
                                Set.of(FlowRuntime.GUIDANCE_SCALE))));
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
}
