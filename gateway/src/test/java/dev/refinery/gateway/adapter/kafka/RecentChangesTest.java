package dev.refinery.gateway.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.app.JobViews;
import dev.refinery.gateway.app.TenantChanges.Change;
import dev.refinery.gateway.app.TenantChanges.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentChangesTest {
    private static final TenantId ALICE = new TenantId("alice");
    private static final TenantId BOB = new TenantId("bob");
    private final RecentChanges recent = new RecentChanges("run", 3);

    private List<String> since(Position position) {
        return recent.since(ALICE, position).orElseThrow().stream()
                .map(Change::id)
                .toList();
    }

    @Test
    void tellsATenantOfItsOwnOnly() {
        List<String> told = new ArrayList<>();
        try (JobViews.Watch watch = recent.watch(ALICE, change -> told.add(change.id()))) {
            recent.add(BOB, "1");
            recent.add(ALICE, "2");
        }
        recent.add(ALICE, "3");
        assertThat(told).containsExactly("2");
        assertThat(since(new Position("run", 0))).containsExactly("2", "3");
        assertThat(since(recent.now())).isEmpty();
    }

    @Test
    void saysWhenItDoesNotKnow() {
        Position start = recent.now();
        for (int i = 0; i < 3; i++) {
            recent.add(ALICE, "job-" + i);
        }
        assertThat(since(start)).hasSize(3);
        recent.add(BOB, "another");
        assertThat(recent.since(ALICE, start)).as("the first is forgotten").isEmpty();
        assertThat(since(new Position("run", 1))).containsExactly("job-1", "job-2");
        assertThat(recent.since(ALICE, new Position("another run", 4))).isEmpty();
        assertThat(recent.since(ALICE, new Position("run", 5))).isEmpty();
    }

    @Test
    void forgetsWatchesThatWereClosed() {
        JobViews.Watch watch = recent.watch(ALICE, change -> {});
        assertThat(recent.watchers()).isEqualTo(1);
        watch.close();
        assertThat(recent.watchers()).isZero();
    }
}
