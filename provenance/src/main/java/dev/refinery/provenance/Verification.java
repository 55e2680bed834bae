package dev.refinery.provenance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.refinery.contracts.codec.CanonicalJson;
import dev.refinery.imaging.ImageRejectedException;
import dev.refinery.imaging.PictureHash;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of a file's origin.
 *
 * @param manifest as the file carries it, null = none that can be read
 * @param keyId of the key that the signature names, null = unsigned
 */
public record Verification(
        Verdict verdict,
        Picture picture,
        Signed signature,
        @Nullable JsonNode manifest,
        @Nullable String keyId) {
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The whole answer. */
    public enum Verdict {
        /** The picture is the one that the manifest is about, and a trusted key signed the manifest. */
        AUTHENTIC,
        /** Something is not as it was: the picture, or the manifest, or the signature. */
        ALTERED,
        /** Nothing contradicts, and nobody vouches: no manifest, no signature, or an unknown key. */
        UNVERIFIED
    }

    /** Whether the picture is the one that the manifest is about. */
    public enum Picture {
        MATCHES,
        DIFFERS,
        /** There is no manifest to compare with. */
        UNKNOWN
    }

    /** What the signature is worth. */
    public enum Signed {
        VALID,
        INVALID,
        /** By a key that is not among the trusted ones: nothing can be said. */
        UNKNOWN_KEY,
        NONE
    }

    /**
     * @param trusted public keys; a signature counts only if one of them made it
     * @throws ImageRejectedException the file is not a picture that can be read
     */
    public static Verification of(byte[] file, List<PublicSigningKey> trusted) throws ImageRejectedException {
        PictureHash shown = PictureHash.of(file);
        Optional<Provenance> found = Provenance.read(file);
        if (found.isEmpty()) {
            return new Verification(Verdict.UNVERIFIED, Picture.UNKNOWN, Signed.NONE, null, null);
        }
        Provenance provenance = found.get();
        JsonNode manifest = parsed(provenance.manifest());
        Provenance.Signature signature = provenance.signature();
        String keyId = signature == null ? null : signature.keyId();
        if (manifest == null) {
            return new Verification(
                    Verdict.ALTERED, Picture.UNKNOWN, signature == null ? Signed.NONE : Signed.INVALID, null, keyId);
        }
        Picture picture = matches(manifest, shown) ? Picture.MATCHES : Picture.DIFFERS;
        Signed signed = signature == null ? Signed.NONE : check(manifest, signature, trusted);
        Verdict verdict = picture == Picture.DIFFERS || signed == Signed.INVALID
                ? Verdict.ALTERED
                : signed == Signed.VALID ? Verdict.AUTHENTIC : Verdict.UNVERIFIED;
        return new Verification(verdict, picture, signed, manifest, keyId);
    }

    private static boolean matches(JsonNode manifest, PictureHash shown) {
        JsonNode image = manifest.path("image");
        return image.path("method").asText().equals(shown.method())
                && image.path("sha256").asText().equals(shown.sha256());
    }

    private static Signed check(JsonNode manifest, Provenance.Signature signature, List<PublicSigningKey> trusted) {
        byte[] message = ProvenanceStamp.signedBytes(CanonicalJson.of(manifest));
        return trusted.stream()
                .filter(key -> key.id().equals(signature.keyId()))
                .findFirst()
                .map(key -> key.verifies(message, signature.value()) ? Signed.VALID : Signed.INVALID)
                .orElse(Signed.UNKNOWN_KEY);
    }

    private static @Nullable JsonNode parsed(String manifest) {
        try {
            JsonNode read = STRICT.readTree(manifest);
            return read != null && read.isObject() ? read : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
