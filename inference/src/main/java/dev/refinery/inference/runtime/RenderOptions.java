package dev.refinery.inference.runtime;

import dev.refinery.contracts.job.Alignment;
import dev.refinery.contracts.job.OutputSpec;
import dev.refinery.contracts.job.Shadow;
import java.util.List;

/** The {@code options} of {@code render}, see docs/bundles.md. */
final class RenderOptions {
    private static final int FIXED = 8;

    private RenderOptions() {}

    /**
     * {@code [plain background, r, g, b, subject fill, shadow, padding, alignment, palette...]}: colours in sRGB 0..1, three
     * numbers each; 0 is the bundle's own choice everywhere but in shadow.
     */
    static float[] of(OutputSpec output) {
        List<String> palette = output.palette() == null ? List.of() : output.palette();
        float[] options = new float[FIXED + 3 * palette.size()];
        if (output.background() != null) {
            options[0] = 1f;
            colour(options, 1, output.background());
        }
        options[4] = output.subjectFill() == null ? 0f : output.subjectFill().floatValue();
        options[5] = shadow(output.shadow() == null ? Shadow.NATURAL : output.shadow());
        options[6] = output.padding() == null ? 0f : output.padding().floatValue();
        Alignment align = output.align();
        options[7] = align == null ? 0f : 1 + align.column() + 3 * align.row();
        for (int i = 0; i < palette.size(); i++) {
            colour(options, FIXED + 3 * i, palette.get(i));
        }
        return options;
    }

    private static float shadow(Shadow shadow) {
        return switch (shadow) {
            case NONE -> 0;
            case NATURAL -> 1;
            case SOFT -> 2;
            case CONTACT -> 3;
        };
    }

    private static void colour(float[] options, int at, String hex) {
        int[] rgb = OutputSpec.rgb(hex);
        for (int c = 0; c < 3; c++) {
            options[at + c] = rgb[c] / 255f;
        }
    }
}
