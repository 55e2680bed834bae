package dev.refinery.provenance;

import dev.refinery.contracts.event.TaskEvent.GenerationTask;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.PictureHash;
import dev.refinery.imaging.Xmp;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes provenance into results. The same task, picture and key give the same bytes (Ed25519 signs without randomness). Thread-safe.
 */
public final class ProvenanceStamp {
    private static final String DOMAIN = "refinery-provenance-1\n";

    private final @Nullable PrivateSigningKey key;

    private ProvenanceStamp(@Nullable PrivateSigningKey key) {
        this.key = key;
    }

    public static ProvenanceStamp signing(PrivateSigningKey key) {
        return new ProvenanceStamp(key);
    }

    /** Manifests say what they say, and nobody vouches for it. */
    public static ProvenanceStamp unsigned() {
        return new ProvenanceStamp(null);
    }

    /**
     * @param encoded a PNG, JPEG or WebP that was made for the task
     * @param bundleDigest of the bundle that made it
     */
    public byte[] stamp(GenerationTask task, String bundleDigest, DigitalSourceType source, byte[] encoded) {
        try {
            String manifest = ProvenanceManifest.of(task, bundleDigest, source, PictureHash.of(encoded));
            Provenance provenance = new Provenance(manifest, key == null ? null : key.sign(signedBytes(manifest)));
            return Xmp.write(encoded, ProvenanceXmp.write(provenance, source));
        } catch (ImageRejectedException e) {
            throw new IllegalStateException("our own encoder's file cannot be read", e);
        }
    }

    /** What a signature is over: a prefix that keeps it from counting for anything else, then the canonical manifest. */
    static byte[] signedBytes(String canonicalManifest) {
        return (DOMAIN + canonicalManifest).getBytes(StandardCharsets.UTF_8);
    }
}
