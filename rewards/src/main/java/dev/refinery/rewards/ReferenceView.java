package dev.refinery.rewards;

import dev.refinery.imaging.Raster;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A reference photo as metrics see it while they prepare; what several metrics need is computed once. One thread. */
public final class ReferenceView {
    private final Raster image;
    private final @Nullable Raster mask;
    private final Map<Class<?>, Object> shared = new HashMap<>();

    public ReferenceView(Raster image, @Nullable Raster mask) {
        this.image = image;
        this.mask = mask;
    }

    public Raster image() {
        return image;
    }

    /** The user's mask, white where the subject is. */
    public @Nullable Raster mask() {
        return mask;
    }

    /** Features that several metrics share, made on first use; must be thread-safe. */
    public <T> T shared(Class<T> type, Function<ReferenceView, T> make) {
        Object known = shared.get(type);
        if (known == null) {
            known = make.apply(this);
            shared.put(type, known);
        }
        return type.cast(known);
    }
}
