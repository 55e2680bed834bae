package dev.refinery.inference.bundle;

import com.fasterxml.jackson.core.JacksonException;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What bundles of every kind have: a manifest of at most 1 MiB and files with their sha256. Immutable. */
final class BundleFolder {
    private static final long MAX_MANIFEST_BYTES = 1 << 20;

    private final Path root;
    private final byte[] text;

    private BundleFolder(Path root, byte[] text) {
        this.root = root;
        this.text = text;
    }

    static BundleFolder read(Path folder) throws BundleRejectedException {
        Path root = folder.toAbsolutePath().normalize();
        Path file = root.resolve(Bundle.MANIFEST);
        try {
            if (!Files.isRegularFile(file)) {
                throw new BundleRejectedException("manifest_missing", "no " + Bundle.MANIFEST + " in " + root);
            }
            if (Files.size(file) > MAX_MANIFEST_BYTES) {
                throw new BundleRejectedException("manifest_invalid", file + " is larger than 1 MiB");
            }
            return new BundleFolder(root, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BundleRejectedException("manifest_missing", "cannot read " + file, e);
        }
    }

    Path root() {
        return root;
    }

    /** sha256 of the manifest's bytes. */
    String digest() {
        return hex(sha256().digest(text));
    }

    String kind() throws BundleRejectedException {
        String kind = manifest(Kind.class).kind();
        if (kind == null) {
            throw new BundleRejectedException("manifest_invalid", Bundle.MANIFEST + ": kind is missing");
        }
        return kind;
    }

    void expectKind(String wanted) throws BundleRejectedException {
        String kind = kind();
        if (!kind.equals(wanted)) {
            throw new BundleRejectedException(
                    "unsupported_kind", "kind " + kind + " is not known here, only " + wanted + " is");
        }
    }

    <T> T manifest(Class<T> type) throws BundleRejectedException {
        try {
            T manifest = Json.mapper().readValue(text, type);
            if (manifest == null) {
                throw new BundleRejectedException("manifest_invalid", Bundle.MANIFEST + " is JSON null");
            }
            return manifest;
        } catch (JacksonException e) {
            String why = e.getCause() instanceof InvalidValueException invalid
                    ? String.valueOf(invalid.getMessage())
                    : e.getOriginalMessage();
            throw new BundleRejectedException("manifest_invalid", Bundle.MANIFEST + ": " + why, e);
        } catch (IOException e) {
            throw new BundleRejectedException("manifest_invalid", Bundle.MANIFEST + " does not parse", e);
        }
    }

    void check(List<BundleManifest.FileEntry> entries) throws BundleRejectedException {
        for (BundleManifest.FileEntry entry : entries) {
            check(entry);
        }
    }

    private void check(BundleManifest.FileEntry entry) throws BundleRejectedException {
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
            in.transferTo(OutputStream.nullOutputStream());
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

    private record Kind(@org.jspecify.annotations.Nullable String kind) {}
}
