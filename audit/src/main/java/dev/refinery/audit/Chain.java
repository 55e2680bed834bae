package dev.refinery.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.codec.CanonicalJson;
import dev.refinery.contracts.codec.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A job's records, each sealed by the hash of the one before. An entry's hash is the SHA-256 of the UTF-8 bytes of the
 * {@linkplain CanonicalJson canonical} object of its {@code sequence, type, id, time, digest, previous}; its digest is the
 * SHA-256 of the canonical payload; the first {@code previous} is 64 zeros.
 */
record Chain(List<Entry> entries) {
    static final String GENESIS = "0".repeat(64);

    Chain {
        entries = List.copyOf(entries);
    }

    /**
     * @param sequence from 0 without gaps
     * @param type CloudEvents type
     * @param id CloudEvents id
     * @param time when the record was written
     * @param digest of the payload
     */
    record Entry(
            int sequence,
            String type,
            String id,
            Instant time,
            String digest,
            String previous,
            String hash,
            JsonNode payload) {
        String seal() {
            ObjectNode sealed = Json.mapper().createObjectNode();
            sealed.put("sequence", sequence);
            sealed.put("type", type);
            sealed.put("id", id);
            sealed.put("time", time.toString());
            sealed.put("digest", digest);
            sealed.put("previous", previous);
            return sha256(CanonicalJson.of(sealed));
        }
    }

    /** What goes into a chain. */
    record Link(String type, String id, Instant time, JsonNode payload) {}

    static Chain of(List<Link> links) {
        List<Entry> entries = new ArrayList<>();
        String previous = GENESIS;
        for (Link link : links) {
            String digest = sha256(CanonicalJson.of(link.payload()));
            Entry open = new Entry(
                    entries.size(), link.type(), link.id(), link.time(), digest, previous, GENESIS, link.payload());
            previous = open.seal();
            entries.add(new Entry(
                    open.sequence(),
                    open.type(),
                    open.id(),
                    open.time(),
                    digest,
                    open.previous(),
                    previous,
                    open.payload()));
        }
        return new Chain(entries);
    }

    /** The hash that stands for all of it. */
    String last() {
        return entries.isEmpty() ? GENESIS : entries.get(entries.size() - 1).hash();
    }

    /** The first thing that is wrong, in words; empty when the chain is whole. */
    Optional<String> fault() {
        String previous = GENESIS;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            String name = "entry " + i + " (" + entry.type() + " " + entry.id() + ")";
            if (entry.sequence() != i) {
                return Optional.of(
                        name + " has the sequence " + entry.sequence() + ": one is missing, or out of order");
            }
            if (!entry.digest().equals(sha256(CanonicalJson.of(entry.payload())))) {
                return Optional.of(name + " was tampered with: its payload does not have the recorded digest");
            }
            if (!entry.previous().equals(previous)) {
                return Optional.of(name + " does not follow from the one before: its previous hash is another");
            }
            if (!entry.hash().equals(entry.seal())) {
                return Optional.of(
                        name + " was tampered with: its type, id, time or digest does not have the recorded hash");
            }
            previous = entry.hash();
        }
        return Optional.empty();
    }

    static String sha256(String text) {
        return sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
