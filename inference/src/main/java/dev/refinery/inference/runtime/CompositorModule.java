package dev.refinery.inference.runtime;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.refinery.contracts.event.Placement;
import dev.refinery.contracts.job.Role;
import dev.refinery.imaging.Raster;
import dev.refinery.inference.AlphaMask;
import dev.refinery.inference.CutoutReport;
import dev.refinery.inference.RenderException;
import dev.refinery.inference.bundle.Bundle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TorchScript contract of kind {@code compositor} (bundles/compositor/README.md): {@code encode} and
 * {@code render}. Every call owns one sub-manager, so nothing native outlives it but what it hands out. Thread-safe;
 * does not limit how many run at a time.
 */
final class CompositorModule implements AutoCloseable {
    private static final int LAYOUT_COLUMNS = 12;

    private final TorchModule module;
    private final int tensorsPerReference;

    private CompositorModule(TorchModule module, int tensorsPerReference) {
        this.module = module;
        this.tensorsPerReference = tensorsPerReference;
    }

    /** @throws IOException when the file is not a TorchScript module of this engine */
    static CompositorModule load(Bundle bundle) throws IOException {
        return new CompositorModule(
                TorchModule.load(bundle.module("main")), bundle.manifest().encodedTensors());
    }

    EncodedTensors encode(Role role, Raster image, @Nullable AlphaMask mask) {
        PtNDManager kept = module.sub();
        try (PtNDManager scratch = module.sub()) {
            PtNDArray pixels = TorchModule.bytes(scratch, image.rgba(), new Shape(image.height(), image.width(), 4));
            PtNDArray cover = mask == null
                    ? TorchModule.bytes(scratch, new byte[0], new Shape(0))
                    : TorchModule.bytes(scratch, mask.alpha(), new Shape(mask.height(), mask.width()));
            PtNDArray[] tensors;
            try (IValue roleName = IValue.from(role.wireName());
                    IValue pixelValue = IValue.from(pixels);
                    IValue coverValue = IValue.from(cover);
                    IValue result = module.run("encode", roleName, pixelValue, coverValue)) {
                tensors = result.toTensorArray(kept);
            }
            if (tensors.length != tensorsPerReference) {
                throw new RenderException.ModuleFailed(
                        "encode gave " + tensors.length + " tensors, the manifest says " + tensorsPerReference, null);
            }
            return new EncodedTensors(kept, tensors, report(tensors[0].toFloatArray()));
        } catch (RuntimeException e) {
            kept.close();
            throw e;
        }
    }

    Picture render(Arguments arguments) {
        int count = arguments.roles().size();
        List<IValue> names = new ArrayList<>();
        try (PtNDManager scratch = module.sub()) {
            PtNDArray z = TorchModule.floats(scratch, arguments.latents(), new Shape(arguments.latents().length));
            PtNDArray guidance = TorchModule.floats(scratch, arguments.guidance(), new Shape(count));
            PtNDArray attributes = TorchModule.floats(scratch, arguments.attributes(), new Shape(count, 4));
            PtNDArray options = TorchModule.floats(scratch, arguments.options(), new Shape(arguments.options().length));
            for (Role role : arguments.roles()) {
                names.add(IValue.from(role.wireName()));
            }
            try (IValue zValue = IValue.from(z);
                    IValue guidanceValue = IValue.from(guidance);
                    IValue rolesValue = IValue.listFrom(names.toArray(IValue[]::new));
                    IValue attributesValue = IValue.from(attributes);
                    IValue encodedValue = IValue.listFrom(arguments.tensors());
                    IValue width = IValue.from((long) arguments.width());
                    IValue height = IValue.from((long) arguments.height());
                    IValue optionsValue = IValue.from(options);
                    IValue result = module.run(
                            "render",
                            zValue,
                            guidanceValue,
                            rolesValue,
                            attributesValue,
                            encodedValue,
                            width,
                            height,
                            optionsValue)) {
                return picture(result, scratch, arguments, count);
            }
        } finally {
            names.forEach(IValue::close);
        }
    }

    private static Picture picture(IValue result, PtNDManager scratch, Arguments arguments, int count) {
        IValue[] parts = result.toIValueTuple();
        try {
            int width = arguments.width();
            int height = arguments.height();
            PtNDArray image = parts[0].toTensor(scratch);
            PtNDArray layout = parts[1].toTensor(scratch);
            PtNDArray masks = parts[2].toTensor(scratch);
            expect(image, new Shape(height, width, 3), "image");
            expect(layout, new Shape(count, LAYOUT_COLUMNS), "layout");
            expect(masks, new Shape(count, height, width), "masks");
            return new Picture(image.toByteArray(), layout.toFloatArray(), masks.toByteArray());
        } finally {
            for (IValue part : parts) {
                part.close();
            }
        }
    }

    private static void expect(PtNDArray tensor, Shape shape, String what) {
        if (!tensor.getShape().equals(shape)) {
            throw new RenderException.ModuleFailed(
                    "render gave " + what + " of shape " + tensor.getShape() + ", not " + shape, null);
        }
    }

    /** Columns 0 to 5 of {@code info}: confidence, box, kind. */
    private static CutoutReport report(float[] info) {
        if (info.length < 6) {
            throw new RenderException.ModuleFailed("encode's first tensor must hold 16 numbers", null);
        }
        double x0 = unit(info[1]);
        double y0 = unit(info[2]);
        Placement.Cutout[] kinds = Placement.Cutout.values();
        int kind = Math.max(0, Math.min(kinds.length - 1, Math.round(info[5])));
        return new CutoutReport(
                unit(info[0]),
                new Placement.Box(x0, y0, Math.max(x0, unit(info[3])), Math.max(y0, unit(info[4]))),
                kinds[kind]);
    }

    private static double unit(double value) {
        return value >= 0 ? Math.min(1, value) : 0;
    }

    @Override
    public void close() {
        module.close();
    }

    /** The arguments of {@code render}; arrays are not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    record Arguments(
            float[] latents,
            float[] guidance,
            List<Role> roles,
            float[] attributes,
            PtNDArray[] tensors,
            int width,
            int height,
            float[] options) {}

    /** What {@code render} gives: RGB bytes, layout rows, masks, all row-major. */
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(byte[] rgb, float[] layout, byte[] masks) {
        float layout(int reference, int column) {
            return layout[reference * LAYOUT_COLUMNS + column];
        }
    }
}
