package dev.refinery.storage;

import java.time.Instant;

/**
 * An object that lies in the store.
 *
 * @param sha256 lower-case hex of its bytes; empty when some other program wrote the object without one
 * @param bytes length
 * @param storedAt by the store's clock, to the second on most stores
 */
public record Stored(String key, String sha256, long bytes, String mediaType, Instant storedAt) {}
