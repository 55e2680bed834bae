package dev.refinery.client.model;

import org.jspecify.annotations.Nullable;

/**
 * Where a result comes from, as its file says.
 *
 * @param manifest canonical JSON as text: the signature is over its bytes
 * @param algorithm null = unsigned, as the rest
 */
public record Provenance(
        String manifest,
        @Nullable String algorithm,
        @Nullable String keyId,
        @Nullable String signature) {}
