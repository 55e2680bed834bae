package dev.refinery.client.model;

/** @param digest sha256 of the document, which every score under it names */
public record PublishedPolicy(String policy, String digest, String url) {}
