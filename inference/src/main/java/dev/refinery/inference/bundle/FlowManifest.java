package dev.refinery.inference.bundle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.InvalidValueException;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json} of kind {@code flow}: a flow-matching model that makes one picture from several references. See
 * docs/flow-bundles.md.
 *
 * @param schema version of this document's form, 1
 * @param family which public pipeline it does the work of, or our own
 * @param precision of the weights, for people; the modules' arguments and results are float32
 * @param roles which roles it honours and how many references of each
 * @param maxReferences how many references in all
 * @param guidance allowed log guidance per reference
 * @param guidanceScale of classifier-free guidance; 1 = none
 */
public record FlowManifest(
        int schema,
        String name,
        String version,
        String kind,
        Family family,
        String description,
        String license,
        String precision,
        Map<Role, BundleManifest.RoleLimit> roles,
        int maxReferences,
        BundleManifest.Sizes sizes,
        BundleManifest.Latents latents,
        BundleManifest.Range guidance,
        Grid grid,
        Schedule schedule,
        Sampler sampler,
        double guidanceScale,
        Text text,
        References references,
        Map<Part, String> modules,
        List<BundleManifest.FileEntry> files) {
    public static final String KIND = "flow";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");

    public FlowManifest {
        Require.between(schema, BundleManifest.SCHEMA, BundleManifest.SCHEMA, "schema");
        Require.matches(name, NAME, "name");
        Require.matches(version, NAME, "version");
        Require.that(family != null, "family", "must be present");
        Require.text(license, "license", 200);
        Require.text(precision, "precision", 40);
        Require.that(roles != null && !roles.isEmpty(), "roles", "must not be empty");
        Require.between(maxReferences, 1, 64, "maxReferences");
        Require.that(
                sizes != null && latents != null && guidance != null, "sizes, latents, guidance", "must be present");
        Require.that(grid != null && schedule != null && sampler != null, "grid, schedule, sampler", "must be present");
        Require.between(guidanceScale, 1, 30, "guidanceScale");
        Require.that(text != null && references != null, "text, references", "must be present");
        boolean looks = family == Family.QWEN_IMAGE_EDIT_PLUS;
        Require.that((text.picture() != null) == looks, "text.picture", "belongs to families that look at references");
        Require.that((references.lookArea() != null) == looks, "references.lookArea", "goes with text.picture");
        Require.that((text.length() == null) == looks, "text.length", "belongs to families that look at no references");
        Require.that(
                (references.glance() != null) == (family == Family.STUDIO),
                "references.glance",
                "belongs to family studio");
        roles = Map.copyOf(roles);
        modules = Map.copyOf(modules);
        files = List.copyOf(files);
        for (Part part : Part.values()) {
            listed(files, modules.get(part), "modules." + part.wireName());
        }
        listed(files, text.tokenizer(), "text.tokenizer");
    }

    /** {@code name@version}, as jobs name it. */
    public String id() {
        return name + "@" + version;
    }

    private static void listed(List<BundleManifest.FileEntry> files, @Nullable String path, String field) {
        Require.that(files.stream().anyMatch(f -> f.path().equals(path)), field, "must be listed in files");
    }

    /** The TorchScript modules. */
    public enum Part {
        TEXT,
        TRANSFORMER,
        VAE;

        @JsonValue
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        @JsonCreator
        public static Part parse(String text) {
            for (Part part : values()) {
                if (part.wireName().equals(text)) {
                    return part;
                }
            }
            throw new InvalidValueException("modules", "must be text, transformer and vae, not " + text);
        }
    }

    /** Models that share a way of sampling, of placing tokens and of reading references. */
    public enum Family {
        FLUX2_KLEIN("flux2-klein"),
        /** Qwen-Image-Edit-2509 and -2511. */
        QWEN_IMAGE_EDIT_PLUS("qwen-image-edit-plus"),
        /** Our own: bundles/studio-flow. */
        STUDIO("studio");

        private final String wireName;

        Family(String wireName) {
            this.wireName = wireName;
        }

        @JsonValue
        public String wireName() {
            return wireName;
        }

        @JsonCreator
        public static Family parse(String text) {
            for (Family family : values()) {
                if (family.wireName.equals(text)) {
                    return family;
                }
            }
            throw new InvalidValueException("family", "is not known here: " + text);
        }
    }

    /**
     * @param stride pixels of a token's side
     * @param channels numbers in a token
     */
    public record Grid(int stride, int channels) {
        public Grid {
            Require.between(stride, 1, 256, "grid.stride");
            Require.between(channels, 1, 4096, "grid.channels");
        }
    }

    /**
     * @param steps network calls from noise to picture, guidance not counted
     * @param terminal what the last noise level before 0 is stretched to, null = as it falls
     */
    public record Schedule(int steps, Shift shift, @Nullable Double terminal) {
        public Schedule {
            Require.between(steps, 1, 200, "schedule.steps");
            Require.that(shift != null, "schedule.shift", "must be present");
            Require.that(
                    terminal == null || (terminal > 0 && terminal < 1 && steps > 1),
                    "schedule.terminal",
                    "must be in (0, 1), of more than one step");
        }
    }

    /**
     * How noise levels are shifted by the picture's tokens.
     *
     * @param kind {@code empirical} (FLUX.2's fit, no parameters) or {@code linear}
     */
    public record Shift(
            String kind,
            @Nullable Integer baseTokens,
            @Nullable Integer maxTokens,
            @Nullable Double base,
            @Nullable Double max) {
        public static final String EMPIRICAL = "empirical";
        public static final String LINEAR = "linear";

        public Shift {
            boolean linear = LINEAR.equals(kind);
            Require.that(linear || EMPIRICAL.equals(kind), "schedule.shift.kind", "must be empirical or linear");
            boolean complete =
                    baseTokens != null && maxTokens != null && base != null && max != null && baseTokens < maxTokens;
            Require.that(!linear || complete, "schedule.shift", "must have baseTokens < maxTokens, base and max");
        }
    }

    /**
     * @param name {@code euler} or {@code sde}
     * @param eta share of fresh noise at every step of {@code sde}, (0, 1]; null = 1
     */
    public record Sampler(String name, @Nullable Double eta) {
        public static final String EULER = "euler";
        public static final String SDE = "sde";

        public Sampler {
            Require.that(EULER.equals(name) || SDE.equals(name), "sampler.name", "must be euler or sde");
            Require.that(eta == null || (SDE.equals(name) && eta > 0 && eta <= 1), "sampler.eta", "must be in (0, 1]");
        }
    }

    /**
     * @param length tokens that every prompt is padded or cut to; null = as many as it has
     * @param prefix what stands before a prompt
     * @param suffix what stands behind it
     * @param mention what the model calls its first reference, without the number
     * @param negative what classifier-free guidance leads away from; null = the empty prompt
     * @param picture how the text encoder is shown references; null = it sees none
     */
    public record Text(
            String tokenizer,
            @Nullable Integer length,
            String prefix,
            String suffix,
            String mention,
            @Nullable String negative,
            @Nullable Picture picture) {
        public Text {
            Require.text(tokenizer, "text.tokenizer", 200);
            Require.that(length == null || (length > 0 && length <= 8192), "text.length", "must be in 1 to 8192");
            Require.that(prefix != null && suffix != null, "text", "must have prefix and suffix");
            Require.text(mention, "text.mention", 40);
        }
    }

    /**
     * A reference within a prompt: {@code before}, as many {@code token}s as the text encoder sees places in it, {@code after}.
     *
     * @param before with <code>{}</code> where the reference's number stands
     */
    public record Picture(String before, String token, String after) {
        public Picture {
            Require.that(before != null && after != null, "text.picture", "must have before and after");
            Require.text(token, "text.picture.token", 40);
        }
    }

    /**
     * @param least pixels of a photo's shorter side
     * @param area pixels that photos are brought to, or larger ones only, as the family does it
     * @param lookArea pixels of what the text encoder is shown; null = nothing
     * @param glance pixels of the sides of photos that only colours are taken from, for style and lighting; null = all photos
     *     are brought to {@code area}
     */
    public record References(
            int least,
            int area,
            @Nullable Integer lookArea,
            @Nullable Integer glance) {
        public References {
            Require.between(least, 1, 4096, "references.least");
            Require.between(area, 1024, 1 << 24, "references.area");
            Require.that(lookArea == null || lookArea >= 1024, "references.lookArea", "must be at least 1024");
            Require.that(glance == null || (glance > 0 && glance <= 1024), "references.glance", "must be in 1 to 1024");
        }
    }
}
