package dev.refinery.worker.app;

import java.util.Optional;

/** The models that this worker can make pictures with. Thread-safe. */
public interface Generators {
    /**
     * A model that stays where it is until the lease is closed. Waits while its bundle is being loaded, and while all memory for
     * bundles is taken by others at work.
     *
     * @param model {@code name@version}
     * @return empty when there is no such bundle
     * @throws ModelUnavailable when it could not be loaded, or the thread was interrupted
     */
    Optional<Lease> lease(String model);

    /** Close it once. */
    interface Lease extends AutoCloseable {
        Model model();

        @Override
        void close();
    }
}
