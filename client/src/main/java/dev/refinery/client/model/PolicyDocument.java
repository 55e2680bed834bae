package dev.refinery.client.model;

/** @param digest sha256 of the text's bytes */
public record PolicyDocument(String text, String digest) {}
