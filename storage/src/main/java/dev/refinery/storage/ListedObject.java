package dev.refinery.storage;

import java.time.Instant;

/** An object as a listing shows it: without digest or media type, which S3 keeps out of listings. */
public record ListedObject(String key, long bytes, Instant storedAt) {}
