package dev.refinery.inference.bundle;

import java.nio.file.Path;

/**
 * An encoder's folder whose manifest is valid and whose files are exactly those that the manifest lists. Immutable; the
 * files must not change while it is in use.
 *
 * @param digest sha256 of the manifest's bytes; it names the whole bundle
 */
public record EncoderBundle(Path folder, EncoderManifest manifest, String digest) {
    /**
     * Reads the manifest and checks every file against it.
     *
     * @throws BundleRejectedException when anything is missing, altered, or not understood
     */
    public static EncoderBundle open(Path folder) throws BundleRejectedException {
        BundleFolder files = BundleFolder.read(folder);
        files.expectKind(EncoderManifest.KIND);
        EncoderManifest manifest = files.manifest(EncoderManifest.class);
        files.check(manifest.files());
        return new EncoderBundle(files.root(), manifest, files.digest());
    }

    /** @param path as the manifest names it */
    public Path file(String path) {
        return folder.resolve(path);
    }
}
