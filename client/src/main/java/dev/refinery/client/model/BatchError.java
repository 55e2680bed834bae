package dev.refinery.client.model;

import org.jspecify.annotations.Nullable;

/**
 * A line of a batch's errors.
 *
 * @param line of the file, from 1
 * @param customId null when the line does not tell it
 */
public record BatchError(int line, @Nullable String customId, Problem error) {}
