package dev.refinery.contracts.job;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;

/** Where a picture lies in the object store and what it must hash to. Pixels never travel on Kafka. */
public record ImageRef(String bucket, String key, String sha256, String mediaType, int width, int height) {
    private static final Pattern HEX_256 = Pattern.compile("[0-9a-f]{64}");

    public ImageRef {
        Require.text(bucket, "bucket", 63);
        Require.text(key, "key", 1024);
        Require.matches(sha256, HEX_256, "sha256");
        Require.that(mediaType.startsWith("image/"), "mediaType", "must be an image type");
        Require.between(width, 1, 65_535, "width");
        Require.between(height, 1, 65_535, "height");
    }
}
