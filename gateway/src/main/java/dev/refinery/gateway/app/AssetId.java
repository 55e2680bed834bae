package dev.refinery.gateway.app;

import dev.refinery.contracts.Require;
import java.util.regex.Pattern;

/** An uploaded picture, named by the sha256 of its normalised bytes: {@code ast_} and 64 hex digits. */
public record AssetId(String value) {
    private static final Pattern FORM = Pattern.compile("ast_[0-9a-f]{64}");

    public AssetId {
        Require.matches(value, FORM, "asset");
    }

    public static AssetId ofSha256(String sha256) {
        return new AssetId("ast_" + sha256);
    }

    public String sha256() {
        return value.substring(4);
    }

    @Override
    public String toString() {
        return value;
    }
}
