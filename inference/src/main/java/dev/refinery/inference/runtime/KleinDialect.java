package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.KleinPositions;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.TokenGrid;
import java.util.List;

/** FLUX.2 [klein]: prompts of one length, read without the references. */
record KleinDialect(FlowManifest manifest, FlowModules modules) implements FlowDialect {
    @Override
    public PhotoWindow window(Role role, int width, int height) {
        return PhotoWindow.within(
                width, height, manifest.references().area(), manifest.grid().stride());
    }

    @Override
    public FlowReference reference(PtNDManager owner, Role role, Raster photo) {
        PhotoWindow window = window(role, photo.width(), photo.height());
        return modules.reference(owner, role, photo, window);
    }

    @Override
    public PtNDArray conditions(PtNDManager owner, String prompt, List<FlowReference> references) {
        return modules.conditions(owner, prompt);
    }

    @Override
    public boolean looks() {
        return false;
    }

    @Override
    public long[] positions(TokenGrid grid) {
        return KleinPositions.latents(grid);
    }

    @Override
    public long[] positions(int reference, List<FlowReference> references) {
        return KleinPositions.reference(reference, references.get(reference).grid());
    }

    @Override
    public long[] textPositions(int length, TokenGrid grid, List<FlowReference> references) {
        return KleinPositions.text(length);
    }

    @Override
    public boolean rescales() {
        return false;
    }
}
