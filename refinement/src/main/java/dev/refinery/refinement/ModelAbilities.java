package dev.refinery.refinement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.Require;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a generator takes beside noise and guidance, as its manifest says; the search proposes nothing else.
 *
 * @param parents it can start from another candidate's picture
 * @param controls knobs that the search may turn, by their names in genomes
 */
public record ModelAbilities(boolean parents, Map<String, Control> controls) {
    /** Noise and guidance only. */
    public static final ModelAbilities NONE = new ModelAbilities(false, Map.of());

    private static final String FLOW = "flow";
    private static final String IMAGES_API = "images-api";
    private static final String GUIDANCE_SCALE = "guidance_scale";
    private static final double LEAST_SCALE = 1;
    private static final double LARGEST_SCALE = 30;

    public ModelAbilities {
        controls = Collections.unmodifiableMap(new TreeMap<>(controls));
    }

    /**
     * A positive number, looked for between half and double of what the model was made for unless the manifest says more.
     *
     * @param own what it is where a genome does not name it
     */
    public record Control(double least, double most, double own) {
        public Control {
            Require.that(
                    least > 0 && least <= own && own <= most && Double.isFinite(most),
                    "controls",
                    "must have 0 < min <= default <= max");
        }
    }

    /**
     * {@code parents} and {@code controls} of a manifest. Flow bundles that name neither start from parents, and have
     * {@code guidance_scale} unless their own is 1, where it would do nothing. Models behind an images API that name none start from
     * parents too; of their controls the search turns those whose default is known.
     *
     * @throws dev.refinery.contracts.InvalidValueException a control's numbers cannot be used
     */
    static ModelAbilities ofManifest(JsonNode manifest) {
        String kind = manifest.path("kind").asText();
        boolean flow = kind.equals(FLOW);
        boolean remote = kind.equals(IMAGES_API);
        return new ModelAbilities(
                manifest.path("parents").asBoolean(flow || remote),
                manifest.has("controls")
                        ? listed(manifest.path("controls"), !remote)
                        : flow ? ofFlow(manifest) : Map.of());
    }

    private static Map<String, Control> listed(JsonNode controls, boolean all) {
        Map<String, Control> listed = new TreeMap<>();
        controls.properties().forEach(entry -> {
            JsonNode control = entry.getValue();
            if (!all && !control.has("default")) {
                return;
            }
            Require.that(
                    control.path("min").isNumber()
                            && control.path("max").isNumber()
                            && control.path("default").isNumber(),
                    "controls." + entry.getKey(),
                    "must have the numbers min, max and default");
            listed.put(
                    entry.getKey(),
                    new Control(
                            control.path("min").asDouble(),
                            control.path("max").asDouble(),
                            control.path("default").asDouble()));
        });
        return listed;
    }

    private static Map<String, Control> ofFlow(JsonNode manifest) {
        double own = manifest.path("guidanceScale").asDouble(LEAST_SCALE);
        return own <= LEAST_SCALE || own > LARGEST_SCALE
                ? Map.of()
                : Map.of(
                        GUIDANCE_SCALE,
                        new Control(Math.max(LEAST_SCALE, own / 2), Math.min(LARGEST_SCALE, own * 2), own));
    }
}
