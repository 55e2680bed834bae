package dev.refinery.worker.app;

import java.util.Optional;

/** The bundles that this worker can run. */
public interface Generators {
    /** @param model {@code name@version}; empty when there is no such bundle or it is broken */
    Optional<Generator> find(String model);
}
