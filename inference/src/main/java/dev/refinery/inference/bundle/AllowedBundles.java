package dev.refinery.inference.bundle;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which bundles may be loaded. A bundle's modules are programs that run with the rights of the service, so an operator may name those that
 * were looked at. The digest of a manifest names all its files, since the manifest holds their digests. Immutable.
 *
 * @param digests sha256 of manifests, in hex; null = any bundle
 */
public record AllowedBundles(@Nullable Set<String> digests) {
    private static final String SHA256 = "[0-9a-f]{64}";

    public static final AllowedBundles ANY = new AllowedBundles(null);

    /** @throws IllegalArgumentException one is no sha256: a misspelt list must not let less through without a word */
    public AllowedBundles {
        if (digests != null) {
            digests = digests.stream()
                    .map(digest -> digest.strip().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());
            for (String digest : digests) {
                if (!digest.matches(SHA256)) {
                    throw new IllegalArgumentException(
                            "refinery.bundles.allowed holds '" + digest
                                    + "', which is no sha256: give 64 hexadecimal digits, as `sha256sum bundle.json` prints them");
                }
            }
        }
    }

    public boolean any() {
        return digests == null;
    }

    /**
     * Looks at the digest of a folder's manifest and at nothing else: what is not allowed is neither parsed nor verified.
     *
     * @throws BundleRejectedException {@code not_allowed}, or there is no manifest
     */
    public void check(Path folder) throws BundleRejectedException {
        if (digests != null) {
            check(folder.toString(), BundleFolder.read(folder).digest());
        }
    }

    /** @throws BundleRejectedException {@code not_allowed} */
    public void check(String bundle, String digest) throws BundleRejectedException {
        if (digests != null && !digests.contains(digest)) {
            throw new BundleRejectedException(
                    "not_allowed",
                    "bundle " + bundle + " with digest " + digest + " is not in refinery.bundles.allowed");
        }
    }
}
