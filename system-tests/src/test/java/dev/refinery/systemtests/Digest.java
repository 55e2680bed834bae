package dev.refinery.systemtests;

import java.security.MessageDigest;
import java.util.HexFormat;

/** Digests as the API writes them. */
final class Digest {
    private Digest() {}

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
