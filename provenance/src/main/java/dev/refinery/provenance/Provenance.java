package dev.refinery.provenance;

import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.Xmp;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a file says of its origin. Nothing of it is checked yet: {@link Verification} does.
 *
 * @param manifest JSON
 * @param signature null = unsigned
 */
public record Provenance(String manifest, @Nullable Signature signature) {
    /**
     * @param keyId RFC 7638 thumbprint of the key
     * @param value base64url of an Ed25519 signature over {@link ProvenanceStamp#signedBytes}
     */
    public record Signature(String keyId, String value) {}

    /** Empty when the file carries none. */
    public static Optional<Provenance> read(byte[] file) throws ImageRejectedException {
        Optional<String> packet = Xmp.read(file);
        return packet.isEmpty() ? Optional.empty() : ProvenanceXmp.read(packet.get());
    }
}
