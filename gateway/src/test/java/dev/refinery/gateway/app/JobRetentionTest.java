package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.janitor.Janitor;
import dev.refinery.storage.janitor.RetentionPolicy;
import dev.refinery.storage.janitor.SweepLease;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Results live as long as the client asked, and no longer than a sweep after that. */
class JobRetentionTest {
    private final JobSpec spec = ((JobSubmitted) JobEvents.fresh(1).submitted()).spec();
    private final JobView view = JobViewFold.apply(JobView.EMPTY, new JobSubmitted(spec), spec.submittedAt());
    private final String result = ObjectKeys.result(spec.tenant(), spec.id(), 0, "png");
    private final InMemoryObjectStore store = new InMemoryObjectStore(at(spec.submittedAt()));

    @Test
    void aResultGoesWhenItsRetentionIsOver() {
        store.put(result, new byte[] {1}, "image/png");

        sweepAt(spec.retainUntil().minusSeconds(60));
        assertThat(store.head(result)).isPresent();

        sweepAt(spec.retainUntil().plusSeconds(7200));
        assertThat(store.head(result)).isEmpty();
    }

    private void sweepAt(Instant now) {
        Clock clock = at(now);
        Duration period = Duration.ofHours(1);
        Janitor janitor = new Janitor(
                store,
                RetentionPolicy.DEFAULT,
                new JobRetention(new OneJob(), clock),
                new SweepLease(store, period, "test"),
                clock,
                100);
        assertThat(janitor.sweep()).isInstanceOf(Janitor.Sweep.Done.class);
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private final class OneJob implements JobViews {
        @Override
        public Optional<JobView> find(TenantId tenant, JobId job) {
            return job.equals(spec.id()) && tenant.equals(spec.tenant()) ? Optional.of(view) : Optional.empty();
        }

        @Override
        public Page list(TenantId tenant, JobFilter filter, int limit, @Nullable JobId before) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Watch watch(TenantId tenant, JobId job, Runnable changed) {
            throw new UnsupportedOperationException();
        }
    }
}
