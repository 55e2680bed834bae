package dev.refinery.inference.bundle;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.refinery.contracts.Require;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The sizes that a server draws: any side from {@code min} to {@code max}, or the sizes of a list alone. Pure.
 *
 * @param min pixels of a side; {@code max} likewise; null with a list
 * @param multiple what both sides must be multiples of, null = 1
 * @param list null with a range
 */
public record ApiSizes(
        @Nullable Integer min,
        @Nullable Integer max,
        @Nullable Integer multiple,
        @Nullable List<Size> list) {
    /** A picture that had to be enlarged more than this would show it. */
    public static final double MOST_ENLARGED = 2;

    private static final int LARGEST = 8192;

    public ApiSizes {
        boolean range = min != null && max != null;
        Require.that(
                list == null ? range : min == null && max == null && multiple == null && !list.isEmpty(),
                "sizes",
                "must have min and max, or a list");
        if (min != null && max != null) {
            Require.that(min >= 16 && min <= max && max <= LARGEST, "sizes", "must be 16 <= min <= max <= " + LARGEST);
        }
        Require.that(multiple == null || (multiple >= 1 && multiple <= 256), "sizes.multiple", "must be in 1 to 256");
        list = list == null ? null : List.copyOf(list);
    }

    /**
     * What to ask the server for, to make a picture of this size by scaling what comes until it covers the size and cutting off what
     * hangs over, evenly on both sides. Of a list, the size that loses least; then one that need not be enlarged; then the smallest.
     *
     * @return empty where no size of the server serves
     */
    public Optional<Size> toAskFor(int width, int height) {
        if (list != null) {
            return list.stream()
                    .filter(size -> size.scaleToCover(width, height) <= MOST_ENLARGED)
                    .min(Comparator.comparingDouble((Size size) -> size.lost(width, height))
                            .thenComparing(size -> size.scaleToCover(width, height) > 1)
                            .thenComparingInt(Size::area));
        }
        int step = multiple == null ? 1 : multiple;
        Size up = new Size(up(width, step), up(height, step));
        int least = min == null ? 0 : min;
        int most = max == null ? 0 : max;
        boolean fits = Math.min(up.width(), up.height()) >= least && Math.max(up.width(), up.height()) <= most;
        return fits ? Optional.of(up) : Optional.empty();
    }

    private static int up(int side, int step) {
        return (side + step - 1) / step * step;
    }

    /** For people. */
    public String described() {
        return list == null
                ? "sides from " + min + " to " + max
                : String.join(", ", list.stream().map(Size::text).toList());
    }

    /** Pixels. */
    public record Size(int width, int height) {
        private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{1,3})x([1-9][0-9]{1,3})");

        public Size {
            Require.between(width, 16, LARGEST, "sizes");
            Require.between(height, 16, LARGEST, "sizes");
        }

        @JsonCreator
        public static Size parse(String text) {
            Matcher sides = TEXT.matcher(text);
            Require.that(sides.matches(), "sizes.list", "must hold sizes such as 1024x1024, not " + text);
            return new Size(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)));
        }

        /** As APIs write it. */
        @JsonValue
        public String text() {
            return width + "x" + height;
        }

        double scaleToCover(int wantedWidth, int wantedHeight) {
            return Math.max((double) wantedWidth / width, (double) wantedHeight / height);
        }

        /** The share of the picture that is cut off. Rounded, so that equal shapes tie. */
        double lost(int wantedWidth, int wantedHeight) {
            double scale = scaleToCover(wantedWidth, wantedHeight);
            double kept = (double) wantedWidth * wantedHeight / (scale * scale * area());
            return Math.rint((1 - kept) * 1e6) / 1e6;
        }

        int area() {
            return width * height;
        }
    }
}
