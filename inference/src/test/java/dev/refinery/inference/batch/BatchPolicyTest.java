package dev.refinery.inference.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.job.Lane;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchPolicyTest {
    private static final int LARGEST = 4;

    @Test
    void everybodyOfOneShapeGoesTogetherUpToTheLargestBatchOldestFirst() {
        assertThat(chosen(1, one("a", 5), one("a", 3), one("a", 4), one("a", 1), one("a", 2)))
                .containsExactly(3, 4, 1, 2);
    }

    @Test
    void shapesDoNotMix() {
        assertThat(chosen(1, one("a", 1), one("b", 2), one("a", 3))).containsExactly(0, 2);
    }

    @Test
    void shapesTakeTurns() {
        assertThat(chosen(1, moved("a", 1, 7), moved("b", 2, 6), moved("a", 3, 2)))
                .containsExactly(1);
        assertThat(chosen(1, moved("a", 1, 7), moved("b", 2, 8), moved("a", 3, 2)))
                .containsExactly(0, 2);
        assertThat(chosen(1, moved("a", 1, 7), one("b", 2))).containsExactly(1);
    }

    @Test
    void interactivePicturesGoFirstAndBatchOnesRideAlong() {
        assertThat(chosen(1, batch("a", 1), one("b", 2), batch("b", 0))).containsExactly(1, 2);
        assertThat(chosen(1, batch("a", 0), batch("a", 1), batch("a", 2), batch("a", 3), one("a", 4)))
                .containsExactly(4, 0, 1, 2);
        assertThat(chosen(1, batch("a", 1), batch("b", 0))).containsExactly(1);
    }

    @Test
    void freeDevicesShareWhatWaits() {
        assertThat(chosen(2, one("a", 1), one("a", 2), one("a", 3))).containsExactly(0, 1);
        assertThat(chosen(2, one("a", 1))).containsExactly(0);
        assertThat(chosen(3, one("a", 1), one("a", 2))).containsExactly(0);
    }

    @Test
    void aPictureOfManyRowsCountsAsMany() {
        assertThat(chosen(1, rows("a", 1, 3), rows("a", 2, 1), rows("a", 3, 1))).containsExactly(0, 1);
        assertThat(chosen(1, rows("a", 1, 9), rows("a", 2, 1))).containsExactly(0);
    }

    /** Whatever arrives, everything of the interactive lane gets its turns, and no step is idle. */
    @Test
    void nothingOfTheForemostLaneStarves() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<BatchPolicy.Waiting> waiting = new ArrayList<>();
            int[] steps = new int[12];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = 1 + random.nextInt(6);
                waiting.add(new BatchPolicy.Waiting(
                        "shape" + random.nextInt(4), Lane.INTERACTIVE, 1 + random.nextInt(3), i, -1));
            }
            int budget = Arrays.stream(steps).sum();
            for (long tick = 0; Arrays.stream(steps).anyMatch(left -> left > 0); tick++) {
                assertThat(tick).isLessThan(budget);
                List<Integer> there = new ArrayList<>();
                for (int i = 0; i < steps.length; i++) {
                    if (steps[i] > 0) {
                        there.add(i);
                    }
                }
                List<Integer> moved = BatchPolicy.next(
                        there.stream().map(waiting::get).toList(), 1 + random.nextInt(3), shape -> LARGEST);
                assertThat(moved).isNotEmpty().doesNotHaveDuplicates();
                for (int at : moved) {
                    int i = there.get(at);
                    steps[i]--;
                    BatchPolicy.Waiting one = waiting.get(i);
                    waiting.set(i, new BatchPolicy.Waiting(one.shape(), one.lane(), one.rows(), one.arrived(), tick));
                }
            }
        }
    }

    private static List<Integer> chosen(int devices, BatchPolicy.Waiting... waiting) {
        return BatchPolicy.next(List.of(waiting), devices, shape -> LARGEST);
    }

    private static BatchPolicy.Waiting one(String shape, long arrived) {
        return new BatchPolicy.Waiting(shape, Lane.INTERACTIVE, 1, arrived, -1);
    }

    private static BatchPolicy.Waiting batch(String shape, long arrived) {
        return new BatchPolicy.Waiting(shape, Lane.BATCH, 1, arrived, -1);
    }

    private static BatchPolicy.Waiting moved(String shape, long arrived, long moved) {
        return new BatchPolicy.Waiting(shape, Lane.INTERACTIVE, 1, arrived, moved);
    }

    private static BatchPolicy.Waiting rows(String shape, long arrived, int rows) {
        return new BatchPolicy.Waiting(shape, Lane.INTERACTIVE, rows, arrived, -1);
    }
}
