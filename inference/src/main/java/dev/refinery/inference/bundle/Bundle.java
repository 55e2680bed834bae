package dev.refinery.inference.bundle;

import java.nio.file.Path;

/**
 * A bundle folder whose manifest is valid and whose files are exactly those that the manifest lists. Immutable; the
 * files must not change while it is in use.
 */
public final class Bundle {
    public static final String MANIFEST = "bundle.json";

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
        BundleFolder files = BundleFolder.read(folder);
        files.expectKind(BundleManifest.COMPOSITOR);
        BundleManifest manifest = files.manifest(BundleManifest.class);
        files.check(manifest.files());
        return new Bundle(files.root(), manifest, files.digest());
    }

    /**
     * The kind that a bundle's manifest names, nothing else looked at.
     *
     * @throws BundleRejectedException when there is no manifest, or it names none
     */
    public static String kindOf(Path folder) throws BundleRejectedException {
        return BundleFolder.read(folder).kind();
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
}
