package dev.refinery.worker.adapter.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Role;
import dev.refinery.inference.bundle.AllowedBundles;
import dev.refinery.inference.runtime.RuntimeOptions;
import dev.refinery.refinement.GeneratorProfile;
import dev.refinery.storage.Sha256;
import dev.refinery.worker.Leases;
import dev.refinery.worker.Tasks;
import dev.refinery.worker.app.Generator;
import dev.refinery.worker.app.Generators;
import dev.refinery.worker.app.ModelUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleGeneratorsTest {
    @TempDir
    Path folder;

    @Test
    void findsBundlesByNameAndVersion() throws Exception {
        try (BundleGenerators generators =
                BundleGenerators.load(Tasks.BUNDLES, AllowedBundles.ANY, RuntimeOptions.parallel(1))) {
            Generator compositor = Leases.of(generators, "compositor@1");
            assertThat(compositor.roles()).containsEntry(Role.BACKGROUND, 1).doesNotContainKey(Role.POSE);
            assertThat(compositor.latents().groups()).anyMatch(g -> g.role() == Role.SUBJECT);
            assertThat(generators.lease("compositor@2")).isEmpty();
            Generator studio = Leases.of(generators, "studio-flow@1");
            assertThat(studio.roles()).containsEntry(Role.SUBJECT, 2).doesNotContainKey(Role.POSE);
        }
    }

    @Test
    void passesOverEncoders() throws Exception {
        copy(Tasks.BUNDLES.resolve("compositor/1"), folder.resolve("compositor/1"));
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-dinov2/1"), folder.resolve("tiny-dinov2/1"));
        try (BundleGenerators generators =
                BundleGenerators.load(folder, AllowedBundles.ANY, RuntimeOptions.parallel(1))) {
            assertThat(generators.lease("compositor@1")).isPresent();
            assertThat(generators.lease("tiny-dinov2@1")).isEmpty();
        }
    }

    @Test
    void whatDoesNotFitIsLoadedWhenItIsAskedForInPlaceOfWhatRests() throws Exception {
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-klein/1"), folder.resolve("tiny-klein/1"));
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-qwen/1"), folder.resolve("tiny-qwen/1"));
        try (BundleGenerators generators =
                BundleGenerators.load(folder, AllowedBundles.ANY, List.of(RuntimeOptions.parallel(1)), 1)) {
            assertThat(generators.models()).containsExactly("tiny-klein@1", "tiny-qwen@1");
            assertThat(generators.loaded("tiny-klein@1")).isTrue();
            assertThat(generators.loaded("tiny-qwen@1")).isFalse();

            Generators.Lease klein = generators.lease("tiny-klein@1").orElseThrow();
            try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<String> qwen = callers.submit(
                        () -> Leases.of(generators, "tiny-qwen@1").bundleDigest());
                assertThatThrownBy(() -> qwen.get(300, TimeUnit.MILLISECONDS))
                        .as("klein is at work")
                        .isInstanceOf(TimeoutException.class);
                klein.close();
                assertThat(qwen.get(30, TimeUnit.SECONDS)).hasSize(64);
            }
            assertThat(generators.loaded("tiny-klein@1")).isFalse();
            assertThat(generators.statistics("tiny-klein@1").calls())
                    .as("what it did before is not forgotten")
                    .isPositive();

            Leases.of(generators, "tiny-klein@1");
            assertThat(generators.loads("tiny-klein@1")).isEqualTo(2);
            assertThat(generators.loaded("tiny-qwen@1")).isFalse();
        }
    }

    @Test
    void everyDeviceHasItsCopyAndTheIdlerIsTaken() throws Exception {
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-klein/1"), folder.resolve("tiny-klein/1"));
        RuntimeOptions device = RuntimeOptions.parallel(1);
        try (BundleGenerators generators =
                        BundleGenerators.load(folder, AllowedBundles.ANY, List.of(device, device), Long.MAX_VALUE);
                Generators.Lease first = generators.lease("tiny-klein@1").orElseThrow();
                Generators.Lease second = generators.lease("tiny-klein@1").orElseThrow()) {
            assertThat(renderer(second)).isNotSameAs(renderer(first));
            second.close();
            try (Generators.Lease third = generators.lease("tiny-klein@1").orElseThrow()) {
                assertThat(renderer(third)).isSameAs(renderer(second));
            }
        }
    }

    @Test
    void aModelThatCannotBeLoadedIsUnavailableAndTheOthersGoOn() throws Exception {
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-klein/1"), folder.resolve("tiny-klein/1"));
        copy(Tasks.BUNDLES.resolve("export/fixtures/tiny-qwen/1"), folder.resolve("tiny-qwen/1"));
        try (BundleGenerators generators =
                BundleGenerators.load(folder, AllowedBundles.ANY, List.of(RuntimeOptions.parallel(1)), 1)) {
            Files.writeString(folder.resolve("tiny-qwen/1/transformer.pt"), "altered since the start");
            assertThatThrownBy(() -> generators.lease("tiny-qwen@1"))
                    .isInstanceOf(ModelUnavailable.class)
                    .hasMessageContaining("tiny-qwen@1");
            assertThat(Leases.of(generators, "tiny-klein@1").bundleDigest()).hasSize(64);
        }
    }

    @Test
    void whatAProviderRunsIsLoadedNowhere() throws Exception {
        Path home = Files.createDirectories(folder.resolve("paint/1"));
        Files.writeString(home.resolve("bundle.json"), "{\"kind\": \"images-api\"}");
        try (BundleGenerators generators =
                BundleGenerators.load(folder, AllowedBundles.ANY, RuntimeOptions.parallel(1))) {
            assertThat(generators.models()).isEmpty();
            assertThat(generators.lease("paint@1")).isEmpty();
        }
    }

    @Test
    void aBundleThatIsNotAllowedIsLeftOutAndItsProgramNeverLoaded() throws Exception {
        copy(Tasks.BUNDLES.resolve("compositor/1"), folder.resolve("compositor/1"));
        Path smuggled = folder.resolve("smuggled/1");
        copy(Tasks.BUNDLES.resolve("compositor/1"), smuggled);
        // Whoever writes the program writes the manifest; neither may stop the bundles that are allowed.
        Files.writeString(smuggled.resolve("compositor.pt"), "no TorchScript");
        Files.writeString(smuggled.resolve("bundle.json"), "{\"kind\": \"compositor\"}");
        String known = Sha256.hex(Files.readAllBytes(folder.resolve("compositor/1/bundle.json")));

        try (BundleGenerators generators =
                BundleGenerators.load(folder, new AllowedBundles(Set.of(known)), RuntimeOptions.parallel(1))) {
            assertThat(Leases.of(generators, "compositor@1").bundleDigest()).isEqualTo(known);
            assertThat(generators.models()).hasSize(1);
        }
        assertThatThrownBy(() -> BundleGenerators.load(
                        folder, new AllowedBundles(Set.of("0".repeat(64))), RuntimeOptions.parallel(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refinery.bundles.allowed");
    }

    /** The controller reads the same manifest: no previews, so rounds run at the output's size. */
    @Test
    void aFlowBundleIsSearchedAtFullSize() throws Exception {
        GeneratorProfile profile = GeneratorProfile.ofManifest(
                Files.readAllBytes(Tasks.BUNDLES.resolve("export/fixtures/tiny-klein/1/bundle.json")));
        assertThat(profile.previewLongSide()).isZero();
        assertThat(profile.latents().groups()).isEmpty();
        assertThat(profile.effects().roles()).isEmpty();
    }

    private static Object renderer(Generators.Lease lease) {
        return ((Generator) lease.model()).renderer();
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void refusesToStartWithoutABundle() {
        assertThatThrownBy(() -> BundleGenerators.load(
                        folder.resolve("nothing"), AllowedBundles.ANY, RuntimeOptions.parallel(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refinery.bundles.path");
    }

    @Test
    void refusesToStartWithABrokenBundle() throws Exception {
        Path home = Files.createDirectories(folder.resolve("compositor/1"));
        Files.copy(Tasks.BUNDLES.resolve("compositor/1/bundle.json"), home.resolve("bundle.json"));
        Files.writeString(home.resolve("compositor.pt"), "not what the manifest says");
        assertThatThrownBy(() -> BundleGenerators.load(folder, AllowedBundles.ANY, RuntimeOptions.parallel(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("file_altered");
    }
}
