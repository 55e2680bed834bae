package dev.refinery.inference.bundle;

import java.nio.file.Path;

/**
 * The manifest of a model behind an API; there are no other files.
 *
 * @param digest sha256 of the manifest's bytes
 */
public record ImagesApiBundle(ImagesApiManifest manifest, String digest) {
    /** @throws BundleRejectedException when the manifest is missing, of another kind, or not valid */
    public static ImagesApiBundle open(Path folder) throws BundleRejectedException {
        BundleFolder files = BundleFolder.read(folder);
        files.expectKind(ImagesApiManifest.KIND);
        return new ImagesApiBundle(files.manifest(ImagesApiManifest.class), files.digest());
    }
}
