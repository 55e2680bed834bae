package dev.refinery.inference;

import dev.refinery.imaging.Raster;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What models that are steered by text take beside references and noise; the compositor looks at none of it.
 *
 * @param prompt in the model's words
 * @param controls by the names of the manifest
 * @param start picture to begin from, null = noise alone
 * @param noise for samplers that draw at every step
 * @param canceled asked between steps, from a thread of the renderer
 * @param alone shares no network call with other pictures, so that company cannot move it by a rounding error
 */
public record FlowInputs(
        String prompt,
        Map<String, Double> controls,
        @Nullable Start start,
        StepNoise noise,
        BooleanSupplier canceled,
        boolean alone) {
    public static final FlowInputs NONE = new FlowInputs("", Map.of(), null, StepNoise.NONE, () -> false, false);

    public FlowInputs {
        controls = Map.copyOf(controls);
    }

    /** @param level noise level to begin at, in (0, 1]: 1 forgets the picture */
    public record Start(Raster picture, double level) {
        public Start {
            if (!(level > 0 && level <= 1)) {
                throw new IllegalArgumentException("a noise level must be in (0, 1], not " + level);
            }
        }
    }
}
