package dev.refinery.worker.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModelMemoryTest {
    private final ModelMemory memory = new ModelMemory(100);

    @Test
    void nobodyLeavesWhileThereIsRoom() {
        assertThat(memory.makeRoom(40, List.of(idle("a", 60, 1)))).contains(List.of());
    }

    @Test
    void theLongestUnusedLeaveFirstAndNoMoreThanMust() {
        assertThat(memory.makeRoom(50, List.of(idle("a", 40, 3), idle("b", 40, 1), idle("c", 20, 2))))
                .contains(List.of("b", "c"));
        assertThat(memory.makeRoom(30, List.of(idle("a", 40, 3), idle("b", 40, 1), idle("c", 20, 2))))
                .contains(List.of("b"));
    }

    @Test
    void whatIsAtWorkStays() {
        assertThat(memory.makeRoom(50, List.of(working("a", 60), idle("b", 40, 1))))
                .isEmpty();
        assertThat(memory.makeRoom(40, List.of(working("a", 60), idle("b", 40, 1))))
                .contains(List.of("b"));
    }

    @Test
    void aModelLargerThanTheBudgetMayBeThereAlone() {
        assertThat(memory.makeRoom(500, List.of())).contains(List.of());
        assertThat(memory.makeRoom(500, List.of(idle("a", 60, 1), idle("b", 40, 2))))
                .contains(List.of("a", "b"));
        assertThat(memory.makeRoom(500, List.of(working("a", 60)))).isEmpty();
    }

    @Test
    void noLimitIsNoOverflow() {
        ModelMemory endless = new ModelMemory(Long.MAX_VALUE);
        assertThat(endless.makeRoom(Long.MAX_VALUE / 2, List.of(working("a", Long.MAX_VALUE / 2))))
                .contains(List.of());
    }

    private static ModelMemory.Loaded idle(String model, long bytes, long used) {
        return new ModelMemory.Loaded(model, bytes, false, used);
    }

    private static ModelMemory.Loaded working(String model, long bytes) {
        return new ModelMemory.Loaded(model, bytes, true, 0);
    }
}
