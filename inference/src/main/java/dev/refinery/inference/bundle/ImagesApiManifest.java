package dev.refinery.inference.bundle;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.refinery.contracts.Require;
import dev.refinery.contracts.job.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code bundle.json} of kind {@code images-api}: a model behind an OpenAI-compatible {@code POST {base}/images/edits}. It holds what a
 * picture depends on; where the server is and how to sign in is configuration. See docs/images-api.md.
 *
 * @param schema version of this document's form, 1
 * @param server name under which workers are told an address and a key
 * @param model as the server calls it
 * @param roles which roles it honours and how many references of each
 * @param maxReferences how many references in all; a parent's picture comes on top
 * @param imageField name of the form's parts that hold pictures, null = {@code image[]}
 * @param fields of the form that are always the same
 * @param seed null = the server takes none
 * @param controls form fields that a genome may set, by name
 * @param price of one picture, in dollars, null = not known
 * @param parents whether the search may send an earlier attempt's picture along; null = yes
 */
public record ImagesApiManifest(
        int schema,
        String name,
        String version,
        String kind,
        String description,
        String license,
        String server,
        String model,
        Map<Role, BundleManifest.RoleLimit> roles,
        int maxReferences,
        ApiSizes sizes,
        @Nullable String imageField,
        Map<String, String> fields,
        @Nullable Seed seed,
        Map<String, Control> controls,
        @Nullable Double price,
        @Nullable Boolean parents) {
    public static final String KIND = "images-api";
    public static final String IMAGES = "image[]";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,39}");
    /** Narrow, so that every setting of a server can be an environment variable. */
    private static final Pattern SERVER = Pattern.compile("[a-z][a-z0-9]{0,29}");

    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}");
    private static final Pattern IMAGE_FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}(\\[\\])?");
    /** What the worker fills in itself. */
    private static final List<String> OURS = List.of("model", "prompt", "n", "size", "image", "mask", "stream");

    public ImagesApiManifest {
        Require.between(schema, BundleManifest.SCHEMA, BundleManifest.SCHEMA, "schema");
        Require.that(
                name != null && version != null && license != null && server != null && model != null,
                "name, version, license, server, model",
                "must be present");
        Require.matches(name, NAME, "name");
        Require.matches(version, NAME, "version");
        Require.text(license, "license", 200);
        Require.matches(server, SERVER, "server");
        Require.text(model, "model", 200);
        Require.that(roles != null && !roles.isEmpty(), "roles", "must not be empty");
        Require.between(maxReferences, 1, 64, "maxReferences");
        Require.that(sizes != null, "sizes", "must be present");
        Require.that(
                imageField == null || IMAGE_FIELD.matcher(imageField).matches(),
                "imageField",
                "must be a form field's name, with or without []");
        roles = Map.copyOf(roles);
        fields = fields == null ? Map.of() : Map.copyOf(fields);
        controls = controls == null ? Map.of() : Map.copyOf(controls);
        Set<String> taken = new HashSet<>(OURS);
        if (seed != null) {
            Require.that(seed.field() != null, "seed.field", "must be present");
            taken(seed.field(), "seed.field", taken);
        }
        for (String field : controls.keySet()) {
            taken(field, "controls", taken);
        }
        for (Map.Entry<String, String> field : fields.entrySet()) {
            taken(field.getKey(), "fields", taken);
            Require.that(field.getValue().length() <= 4000, "fields." + field.getKey(), "must be at most 4000 long");
        }
        Require.that(price == null || (price >= 0 && price <= 1000), "price", "must be dollars in 0 to 1000");
    }

    private static void taken(String field, String component, Set<String> taken) {
        Require.matches(field, FIELD, component);
        Require.that(taken.add(field), component, "must not name " + field + ", which is given elsewhere");
    }

    /** {@code name@version}, as jobs name it. */
    public String id() {
        return name + "@" + version;
    }

    /** @param bits that a seed has, the highest values of servers differ: 31, 32 or 63 */
    public record Seed(String field, int bits) {
        public Seed {
            Require.between(bits, 8, 63, "seed.bits");
        }
    }

    /**
     * What a control may be set to.
     *
     * @param own what the server does when it is told nothing; null = not known, and then the search leaves it alone
     */
    public record Control(
            double min,
            double max,
            @JsonProperty("default") @Nullable Double own) {
        public Control {
            Require.that(min <= max && Double.isFinite(min) && Double.isFinite(max), "controls", "must be min <= max");
            Require.that(
                    own == null || (own >= min && own <= max), "controls", "must have a default between min and max");
        }

        public double clamp(double value) {
            return Math.max(min, Math.min(max, value));
        }
    }
}
