package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.event.JobEvent;
import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.StoreUnavailable;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobDeletionTest {
    private final JobEvents events = JobEvents.fresh(1);
    private final TenantId tenant = TenantId.DEFAULT;
    private final Clock clock = Clock.fixed(JobEvents.START, ZoneOffset.UTC);
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final List<JobEvent> appended = new ArrayList<>();
    private final JobDeletion deletion = new JobDeletion(store, appended::add, clock);
    private final JobView running = JobViewFold.apply(JobView.EMPTY, events.submitted(), JobEvents.START);
    private final JobView ended = JobViewFold.apply(running, events.succeeded(events.image("r")), JobEvents.START);

    @Test
    void aJobThatHasNotEndedIsLeftAlone() {
        assertThatThrownBy(() -> deletion.delete(tenant, events.job, running))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("Cancel it");
        assertThat(appended).isEmpty();
    }

    @Test
    void theTombstoneComesFirstAndARepetitionFinishesWhatWasInterrupted() {
        String candidate = ObjectKeys.candidate(new CandidateId(events.job, 0, 0), tenant, "png");
        String result = ObjectKeys.result(tenant, events.job, 0, "png");
        String other = ObjectKeys.result(tenant, JobEvents.fresh(2).job, 0, "png");
        List.of(candidate, result, other).forEach(key -> store.put(key, new byte[] {1}, "image/png"));
        store.setDown(true);
        assertThatThrownBy(() -> deletion.delete(tenant, events.job, ended)).isInstanceOf(StoreUnavailable.class);
        JobDeleted event = new JobDeleted(events.job, tenant, JobEvents.START);
        assertThat(appended).containsExactly(event);

        store.setDown(false);
        deletion.delete(tenant, events.job, JobViewFold.apply(ended, event, JobEvents.START));
        assertThat(appended).as("it is a tombstone already").containsExactly(event);
        try (var left = store.list("")) {
            assertThat(left)
                    .singleElement()
                    .satisfies(object -> assertThat(object.key()).isEqualTo(other));
        }
    }
}
