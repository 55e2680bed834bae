package dev.refinery.client.model;

/** How well a candidate keeps the prompt, where the policy judges it; a gate of 0 only reports. */
public record PromptScore(double score, double gate) {}
