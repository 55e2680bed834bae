package dev.refinery.inference.bundle;

import java.nio.file.Path;

/**
 * A flow model's folder whose manifest is valid and whose files are exactly those that the manifest lists. Immutable; the
 * files must not change while it is in use.
 *
 * @param digest sha256 of the manifest's bytes; it names the whole bundle
 */
public record FlowBundle(Path folder, FlowManifest manifest, String digest) {
    /**
     * Reads the manifest and checks every file against it.
     *
     * @throws BundleRejectedException when anything is missing, altered, or not understood
     */
    public static FlowBundle open(Path folder) throws BundleRejectedException {
        BundleFolder files = BundleFolder.read(folder);
        files.expectKind(FlowManifest.KIND);
        FlowManifest manifest = files.manifest(FlowManifest.class);
        files.check(manifest.files());
        return new FlowBundle(files.root(), manifest, files.digest());
    }

    public Path module(FlowManifest.Part part) {
        String path = manifest.modules().get(part);
        if (path == null) {
            throw new IllegalStateException("a manifest without " + part + " is not valid");
        }
        return folder.resolve(path);
    }

    public Path tokenizer() {
        return folder.resolve(manifest.text().tokenizer());
    }
}
