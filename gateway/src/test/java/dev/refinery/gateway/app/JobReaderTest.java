package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobFilter;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobReaderTest {
    private final JobSpec spec = ((JobSubmitted) JobEvents.fresh(1).submitted()).spec();
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

    @Test
    void whatTheViewsDoNotKnowForLongIsDeletedNotLate() {
        accepted.remember(spec, submitted);
        Clock tomorrow = Clock.offset(clock, Duration.ofDays(1));
        JobReader later = new JobReader(views, accepted, tomorrow, Duration.ZERO);
        assertThat(later.find(spec.tenant(), spec.id())).isEmpty();
        assertThat(ids(later.list(spec.tenant(), JobFilter.ALL, 9, null))).isEmpty();
    }

    @Test
    void aPageHoldsWhatWasJustAcceptedInItsPlaceAndGoesOnWhereItEnds() {
        JobSpec old = known(1);
        JobSpec middle = known(2);
        JobSpec newest = accept(3);

        var first = reader.list(spec.tenant(), JobFilter.ALL, 2, null);
        assertThat(ids(first)).containsExactly(newest.id(), middle.id());
        assertThat(first.next()).isEqualTo(middle.id());
        var second = reader.list(spec.tenant(), JobFilter.of(JobStatus.QUEUED), 2, first.next());
        assertThat(ids(second)).containsExactly(old.id());
        assertThat(second.next()).isNull();
        assertThat(ids(reader.list(spec.tenant(), JobFilter.of(JobStatus.RUNNING), 2, null)))
                .isEmpty();
        assertThat(ids(reader.list(new TenantId("someone-else"), JobFilter.ALL, 9, null)))
                .isEmpty();
    }

    @Test
    void aPageDoesNotShowWhatTheViewsHaveOvertaken() {
        JobSpec job = accept(1);
        JobView running = JobViewFold.apply(view(job), new JobEvents(job.id()).scored(0, 0, 0.5), job.submittedAt());
        views.known.put(job.id(), running);
        assertThat(ids(reader.list(spec.tenant(), JobFilter.of(JobStatus.QUEUED), 9, null)))
                .isEmpty();
        assertThat(reader.list(spec.tenant(), JobFilter.ALL, 9, null).jobs()).containsExactly(running);
    }

    @Test
    void anAcceptedJobBeyondThePageWaitsForItsPage() {
        JobSpec old = accept(1);
        JobSpec newer = known(2);
        JobSpec newest = known(3);
        var first = reader.list(spec.tenant(), JobFilter.ALL, 1, null);
        assertThat(ids(first)).containsExactly(newest.id());
        assertThat(ids(reader.list(spec.tenant(), JobFilter.ALL, 9, first.next())))
                .containsExactly(newer.id(), old.id());
    }

    private static List<JobId> ids(JobViews.Page page) {
        return page.jobs().stream()
                .map(view -> Objects.requireNonNull(view.spec()).id())
                .toList();
    }

    /** @param number the later, the higher */
    private JobSpec accept(int number) {
        JobSpec job = job(number);
        accepted.remember(job, view(job));
        return job;
    }

    private JobSpec known(int number) {
        JobSpec job = job(number);
        views.known.put(job.id(), view(job));
        return job;
    }

    private static JobSpec job(int number) {
        JobId id = JobId.of(JobEvents.START.plusSeconds(number), number, number);
        return new JobEvents(id).submitted().spec();
    }

    private static JobView view(JobSpec job) {
        return JobViewFold.apply(JobView.EMPTY, new JobSubmitted(job), job.submittedAt());
    }

    private static final class Views implements JobViews {
        final NavigableMap<JobId, JobView> known = new TreeMap<>();

        @Override
        public Optional<JobView> find(TenantId tenant, JobId job) {
            return Optional.ofNullable(known.get(job));
        }

        @Override
        public Page list(TenantId tenant, JobFilter filter, int limit, @Nullable JobId before) {
            List<JobView> all = (before == null ? known : known.headMap(before, false))
                    .descendingMap().values().stream()
                            .filter(view ->
                                    Objects.requireNonNull(view.spec()).tenant().equals(tenant))
                            .filter(filter::matches)
                            .toList();
            List<JobView> page = all.stream().limit(limit).toList();
            return new Page(page, all.size() > limit ? ids(new Page(page, null)).getLast() : null);
        }

        @Override
        public Watch watch(TenantId tenant, JobId job, Runnable changed) {
            return () -> {};
        }
    }
}
