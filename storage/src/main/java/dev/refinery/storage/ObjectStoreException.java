package dev.refinery.storage;

import org.jspecify.annotations.Nullable;

/** What can go wrong with a store; one subtype a cause, so that callers retry by type. */
public abstract sealed class ObjectStoreException extends RuntimeException
        permits ObjectMissing, ObjectCorrupt, ObjectTooLarge, StoreUnavailable, StoreRefused {
    private static final long serialVersionUID = 1L;

    ObjectStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
