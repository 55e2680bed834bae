package dev.refinery.inference.runtime;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.bundle.FlowManifest;
import dev.refinery.inference.flow.PhotoWindow;
import dev.refinery.inference.flow.QwenPositions;
import dev.refinery.inference.flow.TokenGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Qwen-Image-Edit-2509, -2511: the text encoder looks at the references, in smaller, beside the prompt. */
record QwenDialect(FlowManifest manifest, FlowModules modules) implements FlowDialect {
    @Override
    public PhotoWindow window(Role role, int width, int height) {
        return PhotoWindow.about(width, height, manifest.references().area());
    }

    /** What the text encoder is shown of a photo of this size. */
    PhotoWindow lookWindow(int width, int height) {
        return PhotoWindow.about(
                width, height, Objects.requireNonNull(manifest.references().lookArea()));
    }

    @Override
    public FlowReference reference(PtNDManager owner, Role role, Raster photo) {
        FlowReference seen = modules.reference(owner, role, photo, window(role, photo.width(), photo.height()));
        PtNDArray look = modules.look(owner, photo, lookWindow(photo.width(), photo.height()));
        return new FlowReference(role, seen.tokens(), seen.grid(), look);
    }

    @Override
    public PtNDArray conditions(PtNDManager owner, String prompt, List<FlowReference> references) {
        try (PtNDManager scratch = modules.scratch()) {
            long[] ids = ids(prompt, references);
            PtNDArray positions = TorchModule.longs(scratch, positions(ids, references), new Shape(3, ids.length));
            return modules.conditions(owner, ids, positions, together(scratch, references));
        }
    }

    @Override
    public boolean looks() {
        return true;
    }

    /** Token ids of the template, a place for each reference and the prompt. */
    long[] ids(String prompt, List<FlowReference> references) {
        FlowManifest.Picture picture = picture();
        StringBuilder text = new StringBuilder(manifest.text().prefix());
        for (int i = 0; i < references.size(); i++) {
            text.append(picture.before().replace("{}", String.valueOf(i + 1)))
                    .append(picture.token().repeat(references.get(i).lookGrid().tokens()))
                    .append(picture.after());
        }
        return modules.ids(text.append(prompt).append(manifest.text().suffix()).toString());
    }

    /** Positions i64[3, L] of these ids in the text encoder. */
    long[] positions(long[] ids, List<FlowReference> references) {
        return QwenPositions.prompt(
                ids,
                modules.ids(picture().token())[0],
                references.stream().map(FlowReference::lookGrid).toList());
    }

    private FlowManifest.Picture picture() {
        return Objects.requireNonNull(manifest.text().picture());
    }

    private static PtNDArray together(PtNDManager scratch, List<FlowReference> references) {
        NDList looks = new NDList();
        for (FlowReference reference : references) {
            PtNDArray look = Objects.requireNonNull(reference.look());
            looks.add(look.reshape(-1, look.getShape().get(2)));
        }
        if (looks.isEmpty()) {
            return TorchModule.floats(scratch, new float[0], new Shape(0, 1));
        }
        PtNDArray all = (PtNDArray) NDArrays.concat(looks);
        all.attach(scratch);
        looks.close();
        return all;
    }

    @Override
    public long[] positions(TokenGrid grid) {
        return QwenPositions.latents(grid);
    }

    @Override
    public long[] positions(int reference, List<FlowReference> references) {
        return QwenPositions.reference(reference, references.get(reference).grid());
    }

    @Override
    public long[] textPositions(int length, TokenGrid grid, List<FlowReference> references) {
        List<TokenGrid> pictures = new ArrayList<>();
        pictures.add(grid);
        references.forEach(reference -> pictures.add(reference.grid()));
        return QwenPositions.text(length, pictures);
    }

    @Override
    public boolean rescales() {
        return true;
    }
}
