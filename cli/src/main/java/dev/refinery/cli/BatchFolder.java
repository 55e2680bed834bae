package dev.refinery.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a batch's results go, and all that is needed to go on with it: {@code batch.json} names the batch, {@code upload.jsonl} is
 * what was sent, {@code output.jsonl} and {@code errors.jsonl} are what came back, {@code images/} holds the pictures and nothing else.
 */
final class BatchFolder {
    private final Path folder;
    private State state;

    /**
     * @param source sha256 of the file of items
     * @param key that makes sending it twice one batch
     * @param gateway that has it
     * @param id null until the gateway took it
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record State(
            String source,
            String key,
            String gateway,
            @Nullable String id) {}

    private BatchFolder(Path folder, State state) {
        this.folder = folder;
        this.state = state;
    }

    /** Takes up the folder of an earlier run of the same file on the same gateway, or makes a new one. */
    static BatchFolder open(Path folder, Path items, String gateway) {
        String source = digest(items);
        Path file = folder.resolve("batch.json");
        try {
            Files.createDirectories(folder.resolve("images"));
            if (!Files.exists(file)) {
                BatchFolder fresh = new BatchFolder(
                        folder, new State(source, UUID.randomUUID().toString(), gateway, null));
                fresh.save();
                return fresh;
            }
            State state = Json.mapper().readValue(file.toFile(), State.class);
            if (!state.source().equals(source) || !state.gateway().equals(gateway)) {
                throw new CliException(
                        folder + " belongs to another batch (another file of items, or another gateway than "
                                + state.gateway() + "): choose another --out.");
            }
            return new BatchFolder(folder, state);
        } catch (IOException e) {
            throw new CliException("cannot use the folder " + folder + ": " + e.getMessage(), e);
        }
    }

    @Nullable
    String id() {
        return state.id();
    }

    String key() {
        return state.key();
    }

    void took(String id) {
        state = new State(state.source(), state.key(), state.gateway(), id);
        save();
    }

    Path upload() {
        return folder.resolve("upload.jsonl");
    }

    Path output() {
        return folder.resolve("output.jsonl");
    }

    Path errors() {
        return folder.resolve("errors.jsonl");
    }

    /** Fetches the pictures of {@code output.jsonl} that are not here yet; returns how many there are in all. */
    int fetchPictures(GatewayClient gateway) {
        int pictures = 0;
        try (BufferedReader lines = Files.newBufferedReader(output())) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode result = Json.mapper().readTree(line);
                String name = fileName(result.path("custom_id").asText());
                int index = 0;
                for (JsonNode picture : result.path("response").path("body").path("results")) {
                    Path file = folder.resolve("images")
                            .resolve(name
                                    + (index == 0 ? "" : "-" + index)
                                    + extension(picture.path("media_type").asText()));
                    if (!Files.exists(file)) {
                        gateway.downloadTo(picture.path("url").asText(), file);
                    }
                    index++;
                    pictures++;
                }
            }
            return pictures;
        } catch (IOException e) {
            throw new CliException("cannot read " + output() + ": " + e.getMessage(), e);
        }
    }

    /** A custom_id as a file name: as it is where that can be, else without what cannot be, and with a digest that keeps it apart. */
    static String fileName(String customId) {
        String safe = customId.replaceAll("[^A-Za-z0-9._-]", "_");
        return safe.equals(customId) && !safe.startsWith(".")
                ? safe
                : "_" + safe + "-"
                        + hex(customId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "image/jpeg" -> ".jpg";
            case "image/webp" -> ".webp";
            default -> ".png";
        };
    }

    private void save() {
        Path partial = folder.resolve("batch.json.part");
        try {
            Files.writeString(partial, Json.mapper().writeValueAsString(state));
            Files.move(partial, folder.resolve("batch.json"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliException("cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String digest(Path items) {
        try (InputStream in = Files.newInputStream(items);
                DigestInputStream digesting = new DigestInputStream(in, sha256())) {
            digesting.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (IOException e) {
            throw new CliException("the file of items " + items + " cannot be read.", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
