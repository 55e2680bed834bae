package dev.refinery.client.model;

import org.jspecify.annotations.Nullable;

/** Why something failed; {@code reference} names the one at fault, null = none. */
public record Failure(String code, String message, @Nullable String reference) {}
