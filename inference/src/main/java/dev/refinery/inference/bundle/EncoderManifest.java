package dev.refinery.inference.bundle;

import dev.refinery.contracts.Require;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json} of kind {@code encoder}: what turns pictures, and perhaps texts, into unit vectors. See
 * docs/encoders.md.
 *
 * @param schema version of this document's form, 1
 * @param dimension numbers in an embedding
 * @param text null = knows no texts
 * @param files every file of the bundle with its sha256
 */
public record EncoderManifest(
        int schema,
        String name,
        String version,
        String kind,
        String description,
        String license,
        int dimension,
        Picture picture,
        @Nullable Text text,
        List<BundleManifest.FileEntry> files) {
    public static final String KIND = "encoder";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");

    public EncoderManifest {
        Require.between(schema, BundleManifest.SCHEMA, BundleManifest.SCHEMA, "schema");
        Require.matches(name, NAME, "name");
        Require.matches(version, NAME, "version");
        Require.text(license, "license", 80);
        Require.between(dimension, 1, 1 << 16, "dimension");
        Require.that(picture != null, "picture", "must be present");
        files = List.copyOf(files);
        listed(files, picture.module(), "picture.module");
        if (text != null) {
            listed(files, text.module(), "text.module");
            listed(files, text.tokenizer(), "text.tokenizer");
        }
    }

    /** {@code name@version}, as reward policies name it. */
    public String id() {
        return name + "@" + version;
    }

    private static void listed(List<BundleManifest.FileEntry> files, String path, String field) {
        Require.that(files.stream().anyMatch(f -> f.path().equals(path)), field, "must be listed in files");
    }

    /**
     * @param size pixels of a side of the square that the network sees; the module brings any picture to it
     * @param heads what the network can say of a picture, the default first
     */
    public record Picture(String module, int size, List<String> heads) {
        public Picture {
            Require.text(module, "picture.module", 200);
            Require.between(size, 1, 4096, "picture.size");
            heads = List.copyOf(heads);
            Require.that(!heads.isEmpty(), "picture.heads", "must not be empty");
        }
    }

    /** @param length tokens of every text, padded or cut as the tokenizer's file says */
    public record Text(String module, String tokenizer, int length) {
        public Text {
            Require.text(module, "text.module", 200);
            Require.text(tokenizer, "text.tokenizer", 200);
            Require.between(length, 1, 8192, "text.length");
        }
    }
}
