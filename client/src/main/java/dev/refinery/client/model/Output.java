package dev.refinery.client.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the picture is to be like; null, or an empty palette, = not asked for. docs/api.md says what each control does.
 *
 * @param size {@code 1024x1024}
 * @param format {@code png}, {@code jpeg} or {@code webp}
 * @param background the one colour behind the subjects, {@code #RRGGBB}
 * @param subjectFill share of the frame that the subjects take
 * @param quality of jpeg and webp, 1 to 100
 * @param align {@code center}, {@code top-left}, ...
 * @param shadow {@code natural}, {@code soft}, {@code contact}, {@code none}
 * @param preset {@code marketplace-white}, {@code catalog-white}
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Output(
        @Nullable Integer count,
        @Nullable String size,
        @Nullable String format,
        @Nullable String background,
        @Nullable Double subjectFill,
        @Nullable Integer quality,
        @Nullable Double padding,
        @Nullable String align,
        @Nullable String shadow,
        List<String> palette,
        @Nullable String preset) {
    public Output {
        palette = Absent.list(palette);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what is not the default. Not thread-safe. */
    public static final class Builder {
        private @Nullable Integer count;
        private @Nullable String size;
        private @Nullable String format;
        private @Nullable String background;
        private @Nullable Double subjectFill;
        private @Nullable Integer quality;
        private @Nullable Double padding;
        private @Nullable String align;
        private @Nullable String shadow;
        private final List<String> palette = new ArrayList<>();
        private @Nullable String preset;

        private Builder() {}

        public Builder count(int value) {
            count = value;
            return this;
        }

        public Builder size(String value) {
            size = value;
            return this;
        }

        public Builder format(String value) {
            format = value;
            return this;
        }

        public Builder background(String value) {
            background = value;
            return this;
        }

        public Builder subjectFill(double value) {
            subjectFill = value;
            return this;
        }

        public Builder quality(int value) {
            quality = value;
            return this;
        }

        public Builder padding(double value) {
            padding = value;
            return this;
        }

        public Builder align(String value) {
            align = value;
            return this;
        }

        public Builder shadow(String value) {
            shadow = value;
            return this;
        }

        public Builder colour(String one) {
            palette.add(one);
            return this;
        }

        public Builder preset(String value) {
            preset = value;
            return this;
        }

        public Output build() {
            return new Output(
                    count, size, format, background, subjectFill, quality, padding, align, shadow, palette, preset);
        }
    }
}
