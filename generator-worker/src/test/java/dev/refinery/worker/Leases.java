package dev.refinery.worker;

import dev.refinery.worker.app.Generator;
import dev.refinery.worker.app.Generators;
import java.util.Optional;

/** Generators for tests, which nobody unloads. */
public final class Leases {
    private Leases() {}

    public static Generator of(Generators generators, String model) {
        try (Generators.Lease lease = generators.lease(model).orElseThrow()) {
            return (Generator) lease.model();
        }
    }

    /** Always this one, whatever the model. */
    public static Generators always(Generator generator) {
        return model -> Optional.of(new Generators.Lease() {
            @Override
            public Generator model() {
                return generator;
            }

            @Override
            public void close() {}
        });
    }
}
