package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.TokenGrid;
import java.util.List;

/** What a family of flow models does in its own way: how it reads prompts and photos, and where it puts tokens. Thread-safe. */
interface FlowDialect {
    static FlowDialect of(FlowManifest manifest, FlowModules modules) {
        return switch (manifest.family()) {
            case FLUX2_KLEIN -> new KleinDialect(manifest, modules);
            case QWEN_IMAGE_EDIT_PLUS -> new QwenDialect(manifest, modules);
            case STUDIO -> new StudioDialect(manifest, modules);
        };
    }

    /** How a photo of this role and size is brought to the encoder. */
    PhotoWindow window(Role role, int width, int height);

    /** A photo as the model sees it; what it is made of belongs to {@code owner}. */
    FlowReference reference(PtNDManager owner, Role role, Raster photo);

    /** Conditions f32[1, L, D] of a prompt beside references. */
    PtNDArray conditions(PtNDManager owner, String prompt, List<FlowReference> references);

    /** Whether conditions depend on the references too. */
    boolean looks();

    /** Positions of the picture that is made, token by token. */
    long[] positions(TokenGrid grid);

    /** Positions of one of the references, token by token. */
    long[] positions(int reference, List<FlowReference> references);

    /** Positions of {@code length} tokens of text, token by token. */
    long[] textPositions(int length, TokenGrid grid, List<FlowReference> references);

    /** Whether guided velocities keep the length of the conditional one. */
    boolean rescales();
}
