package dev.refinery.inference.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.job.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudioRulesTest {
    /** Whole tokens of 12 pixels, about 96 x 96 pixels in all, at most 192 a side. */
    @ParameterizedTest
    @CsvSource({
        "1024, 1024, 96, 96",
        "48, 48, 96, 96",
        "1000, 1600, 72, 120",
        "1600, 1000, 120, 72",
        "3000, 500, 192, 36",
        "97, 95, 96, 96"
    })
    void aSubjectIsAsLargeAsItWillBe(int width, int height, int columns, int rows) {
        PhotoWindow window = PhotoWindow.whole(width, height, 96 * 96, 12, 192);
        assertThat(window.columns()).isEqualTo(columns);
        assertThat(window.rows()).isEqualTo(rows);
        assertInside(window);
    }

    @ParameterizedTest
    @CsvSource({"1344, 960", "100, 900", "192, 192", "33, 32"})
    void aBackgroundFillsTheSquareAroundItsCentre(int width, int height) {
        PhotoWindow window = PhotoWindow.covering(width, height, 192, 192);
        assertThat(window.columns()).isEqualTo(192);
        assertThat(window.rows()).isEqualTo(192);
        assertThat(Math.min(window.width(), window.height())).isEqualTo(192);
        assertThat(window.width() / (double) window.height()).isCloseTo(width / (double) height, withinAPixel());
        assertInside(window);
    }

    private static org.assertj.core.data.Percentage withinAPixel() {
        return org.assertj.core.data.Percentage.withPercentage(0.6);
    }

    private static void assertInside(PhotoWindow window) {
        assertThat(window.left()).isNotNegative();
        assertThat(window.top()).isNotNegative();
        assertThat(window.left() + window.columns()).isLessThanOrEqualTo(window.width());
        assertThat(window.top() + window.rows()).isLessThanOrEqualTo(window.height());
    }

    @Test
    void positionsSayWhatAReferenceIsFor() {
        assertThat(StudioPositions.latents(new TokenGrid(1, 2))).containsExactly(0, 0, 0, 0, -1, 0, 0, 0, 0, 1);
        assertThat(StudioPositions.reference(Role.STYLE, 3, 1, new TokenGrid(2, 1)))
                .containsExactly(3, 3, 1, -1, 0, 3, 3, 1, 1, 0);
    }

    @Test
    void aPoseIsRefused() {
        TokenGrid grid = new TokenGrid(4, 4);
        assertThatThrownBy(() -> StudioPositions.reference(Role.POSE, 1, 1, grid))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes no pose");
    }
}
