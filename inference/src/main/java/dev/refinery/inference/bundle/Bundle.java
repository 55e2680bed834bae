package dev.refinery.inference.bundle;

import com.fasterxml.jackson.core.JacksonException;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A bundle folder whose manifest is valid and whose files are exactly those that the manifest lists. Immutable; the
 * files must not change while it is in use.
 */
public final class Bundle {
    public static final String MANIFEST = "bundle.json";
    private static final long MAX_MANIFEST_BYTES = 1 << 20;

    private final Path folder;
    private final BundleManifest manifest;
    private final String digest;
    private final LatentLayout latents;

    private Bundle(Path folder, BundleManifest manifest, String digest) {
        this.folder = folder;
        this.manifest = manifest;
        this.digest = digest;
        this.latents = LatentLayout.of(manifest.latents());
    }

    /**
     * Reads the manifest and checks every file against it.
     *
     * @throws BundleRejectedException when anything is missing, altered, or not understood
     */
    public static Bundle open(Path folder) throws BundleRejectedException {
        Path root = folder.toAbsolutePath().normalize();
        byte[] text = readManifest(root.resolve(MANIFEST));
        BundleManifest manifest = parse(text);
        if (!manifest.kind().equals(BundleManifest.COMPOSITOR)) {
            throw new BundleRejectedException("unsupported_kind", "kind " + manifest.kind() + " is not known here");
        }
        for (BundleManifest.FileEntry file : manifest.files()) {
            check(root, file);
        }
        return new Bundle(root, manifest, hex(sha256().digest(text)));
    }

    public BundleManifest manifest() {
        return manifest;
    }

    /** sha256 of the manifest's bytes; since the manifest holds the sha256 of every file, it names the whole bundle. */
    public String digest() {
        return digest;
    }

    public LatentLayout latents() {
        return latents;
    }

    /** @param part a key of {@link BundleManifest#modules()} */
    public Path module(String part) {
        String path = manifest.modules().get(part);
        if (path == null) {
            throw new IllegalArgumentException("bundle " + manifest.id() + " has no module " + part);
        }
        return folder.resolve(path);
    }

    private static byte[] readManifest(Path file) throws BundleRejectedException {
        try {
            if (!Files.isRegularFile(file)) {
                throw new BundleRejectedException("manifest_missing", "no " + MANIFEST + " in " + file.getParent());
            }
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw new BundleRejectedException("manifest_invalid", file + " is larger than 1 MiB");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new BundleRejectedException("manifest_missing", "cannot read " + file, e);
        }
    }

    private static BundleManifest parse(byte[] text) throws BundleRejectedException {
        try {
            BundleManifest manifest = Json.mapper().readValue(text, BundleManifest.class);
            if (manifest == null) {
                throw new BundleRejectedException("manifest_invalid", MANIFEST + " is JSON null");
            }
            return manifest;
        } catch (JacksonException e) {
            String why = e.getCause() instanceof InvalidValueException invalid
                    ? String.valueOf(invalid.getMessage())
                    : e.getOriginalMessage();
            throw new BundleRejectedException("manifest_invalid", MANIFEST + ": " + why, e);
        } catch (IOException e) {
            throw new BundleRejectedException("manifest_invalid", MANIFEST + " does not parse", e);
        }
    }

    private static void check(Path root, BundleManifest.FileEntry entry) throws BundleRejectedException {
        Path file = root.resolve(entry.path()).normalize();
        if (!file.startsWith(root) || file.equals(root)) {
            throw new BundleRejectedException("file_outside", entry.path() + " leaves the bundle");
        }
        if (!Files.isRegularFile(file)) {
            throw new BundleRejectedException("file_missing", entry.path() + " is missing");
        }
        try {
            if (!file.toRealPath().startsWith(root.toRealPath())) {
                throw new BundleRejectedException("file_outside", entry.path() + " leaves the bundle");
            }
            if (Files.size(file) != entry.bytes() || !sha256Of(file).equals(entry.sha256())) {
                throw new BundleRejectedException("file_altered", entry.path() + " is not the file of the manifest");
            }
        } catch (IOException e) {
            throw new BundleRejectedException("file_missing", "cannot read " + entry.path(), e);
        }
    }

    private static String sha256Of(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return hex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
