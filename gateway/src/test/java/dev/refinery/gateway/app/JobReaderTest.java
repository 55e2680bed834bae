package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobReaderTest {
    private final JobSpec spec = ((JobSubmitted) JobEvents.fresh(1).submitted(null)).spec();
    private final JobView submitted = JobViewFold.apply(JobView.EMPTY, new JobSubmitted(spec), spec.submittedAt());
    private final Clock clock = Clock.fixed(spec.id().createdAt(), ZoneOffset.UTC);
    private final Views views = new Views();
    private final AcceptedJobs accepted = new AcceptedJobs();
    private final JobReader reader = new JobReader(views, accepted, clock, Duration.ZERO);

    @Test
    void aJobIsThereAsSoonAsThisReplicaAcceptedItHoweverFarTheViewsLag() {
        assertThat(reader.find(spec.tenant(), spec.id())).isEmpty();
        accepted.remember(spec, submitted);
        assertThat(reader.find(spec.tenant(), spec.id())).contains(submitted);
    }

    @Test
    void anotherTenantDoesNotSeeIt() {
        accepted.remember(spec, submitted);
        assertThat(reader.find(new TenantId("someone-else"), spec.id())).isEmpty();
    }

    @Test
    void theViewReplacesItForGood() {
        accepted.remember(spec, submitted);
        JobView later = JobViewFold.apply(JobView.EMPTY, new JobSubmitted(spec), spec.submittedAt());
        views.known.put(spec.id(), later);
        assertThat(reader.find(spec.tenant(), spec.id()).orElseThrow()).isSameAs(later);
        views.known.clear();
        assertThat(reader.find(spec.tenant(), spec.id()))
                .as("deleted meanwhile")
                .isEmpty();
    }

    private static final class Views implements JobViews {
        final Map<JobId, JobView> known = new HashMap<>();

        @Override
        public Optional<JobView> find(TenantId tenant, JobId job) {
            return Optional.ofNullable(known.get(job));
        }

        @Override
        public Page list(TenantId tenant, @Nullable JobStatus status, int limit, @Nullable JobId before) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Watch watch(TenantId tenant, JobId job, Runnable changed) {
            return () -> {};
        }
    }
}
