package dev.refinery.client.model;

import java.net.URI;
import java.time.Instant;

/** A link to the object store, which needs no key and works for whoever holds it. */
public record PresignedLink(URI url, Instant expiresAt) {}
