package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** @param origin {@code shipped} with the product, or {@code published} by the tenant */
public record Policy(
        String policy,
        String origin,
        @JsonProperty("default") boolean isDefault,
        String url) {}
