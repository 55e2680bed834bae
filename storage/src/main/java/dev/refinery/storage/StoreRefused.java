package dev.refinery.storage;

import org.jspecify.annotations.Nullable;

/** The store answers but will not do this: wrong credentials, no permission, no such bucket. Trying again will not help. */
public final class StoreRefused extends ObjectStoreException {
    private static final long serialVersionUID = 1L;

    public StoreRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
