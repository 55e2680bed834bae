package dev.refinery.inference.runtime;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.StudioPositions;
import dev.refinery.inference.flow.TokenGrid;
import java.util.List;
import java.util.Objects;

/** Our own models (bundles/studio-flow): what a photo is for decides how large the network sees it and where it stands. */
record StudioDialect(FlowManifest manifest, FlowModules modules) implements FlowDialect {
    private static final int OPAQUE = 255;

    /** A background is as large as the largest picture, whose centre smaller pictures show. */
    @Override
    public PhotoWindow window(Role role, int width, int height) {
        FlowManifest.References rules = manifest.references();
        int side = manifest.sizes().max();
        return switch (role) {
            case SUBJECT ->
                PhotoWindow.whole(width, height, rules.area(), manifest.grid().stride(), side);
            case BACKGROUND -> PhotoWindow.covering(width, height, side, side);
            case STYLE, LIGHTING, POSE -> {
                int glance = Objects.requireNonNull(rules.glance());
                yield PhotoWindow.stretched(glance, glance);
            }
        };
    }

    @Override
    public FlowReference reference(PtNDManager owner, Role role, Raster photo) {
        return modules.reference(owner, role, onWhite(photo), window(role, photo.width(), photo.height()));
    }

    /** Cut-outs as packshots: the colours beneath transparent pixels may be anything. */
    private static Raster onWhite(Raster photo) {
        if (!photo.hasAlpha()) {
            return photo;
        }
        byte[] rgba = photo.rgba().clone();
        for (int i = 0; i < rgba.length; i += 4) {
            int alpha = rgba[i + 3] & OPAQUE;
            for (int c = i; c < i + 3; c++) {
                rgba[c] = (byte) (((rgba[c] & OPAQUE) * alpha + OPAQUE * (OPAQUE - alpha) + OPAQUE / 2) / OPAQUE);
            }
            rgba[i + 3] = (byte) OPAQUE;
        }
        return Raster.of(photo.width(), photo.height(), rgba);
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
        return StudioPositions.latents(grid);
    }

    @Override
    public long[] positions(int reference, List<FlowReference> references) {
        FlowReference one = references.get(reference);
        int within = 1;
        for (FlowReference before : references.subList(0, reference)) {
            within += before.role() == one.role() ? 1 : 0;
        }
        return StudioPositions.reference(one.role(), reference + 1, within, one.grid());
    }

    /** Its text has no places. */
    @Override
    public long[] textPositions(int length, TokenGrid grid, List<FlowReference> references) {
        return new long[length];
    }

    @Override
    public boolean rescales() {
        return false;
    }
}
