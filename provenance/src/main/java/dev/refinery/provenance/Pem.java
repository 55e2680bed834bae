package dev.refinery.provenance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** One object in a PEM file (RFC 7468). */
final class Pem {
    private static final int WIDTH = 64;

    private Pem() {}

    static byte[] read(Path file, String label) throws InvalidKeyFileException {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new InvalidKeyFileException("the key file " + file + " cannot be read.", e);
        }
        String begin = "-----BEGIN " + label + "-----";
        int from = text.indexOf(begin);
        int to = text.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new InvalidKeyFileException(file + " must be a PEM file with a " + label + ".");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyFileException(file + " must be a PEM file with a " + label + ".", e);
        }
    }

    static String text(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(WIDTH, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
