package dev.refinery.storage;

import org.jspecify.annotations.Nullable;

/** The store did not answer, or answered that it cannot just now. Trying again later may help. */
public final class StoreUnavailable extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
