package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import dev.refinery.contracts.job.Role;
import java.util.List;

/** Calls the module with arguments that no request can form. */
final class CompositorProbe {
    private CompositorProbe() {}

    static void renderWithoutTensors(BundleRuntime runtime) {
        try (CompositorModule module = CompositorModule.load(runtime.bundle())) {
            module.render(new CompositorModule.Arguments(
                    new float[60],
                    new float[1],
                    List.of(Role.SUBJECT),
                    new float[4],
                    new PtNDArray[0],
                    32,
                    32,
                    new float[8]));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
