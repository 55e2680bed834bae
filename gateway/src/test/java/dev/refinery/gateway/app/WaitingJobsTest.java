package dev.refinery.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.Lane;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.JobStatus;
import dev.refinery.gateway.domain.JobView;
import dev.refinery.gateway.domain.JobViewFold;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class WaitingJobsTest {
    private final WaitingJobs waiting = new WaitingJobs(Clock.fixed(JobEvents.START.plusSeconds(600), ZoneOffset.UTC));

    private static JobId job(int second) {
        return JobId.of(JobEvents.START.plusSeconds(second), second, second);
    }

    private static JobView view(int second) {
        JobSubmitted event = new JobEvents(job(second)).submitted();
        return JobViewFold.apply(JobView.EMPTY, event, event.spec().submittedAt());
    }

    private void queued(int second) {
        waiting.changed(TenantId.DEFAULT, job(second), Lane.INTERACTIVE, JobStatus.QUEUED, null);
    }

    private void started(int second, int after) {
        Instant at = job(second).createdAt().plusSeconds(after);
        waiting.changed(TenantId.DEFAULT, job(second), Lane.INTERACTIVE, JobStatus.RUNNING, at);
    }

    private WaitingJobs.Place place(int second) {
        return waiting.placeOf(view(second)).orElseThrow();
    }

    @Test
    void saysNothingBeforeItKnowsAllThatWait() {
        queued(1);
        assertThat(waiting.placeOf(view(1))).isEmpty();
        waiting.found(view(0));
        waiting.loaded();
        assertThat(place(1)).isEqualTo(new WaitingJobs.Place(2, null, 0));
    }

    @Test
    void whatChangedMeanwhileIsNewerThanWhatWasFound() {
        queued(0);
        started(0, 1);
        waiting.found(view(0));
        waiting.loaded();
        assertThat(place(1).position()).isEqualTo(1);
    }

    @Test
    void onlyTheLaneCounts() {
        waiting.loaded();
        waiting.changed(TenantId.DEFAULT, job(1), Lane.BATCH, JobStatus.QUEUED, null);
        assertThat(place(2).position()).isEqualTo(1);
    }

    @Test
    void estimatesFromWhatAPlaceTookOthers() {
        waiting.loaded();
        queued(1);
        queued(2);
        queued(3);
        queued(4);
        started(1, 10);
        started(2, 20);
        assertThat(place(9).startsIn()).as("two samples are too few").isNull();
        started(3, 60);
        assertThat(place(9)).isEqualTo(new WaitingJobs.Place(2, Duration.ofSeconds(20), 3));
        started(4, 3600 * 24);
        assertThat(place(9).position()).isEqualTo(1);
    }

    @Test
    void oldMeasurementsDoNotCount() {
        WaitingJobs later = new WaitingJobs(Clock.fixed(JobEvents.START.plus(Duration.ofHours(2)), ZoneOffset.UTC));
        later.loaded();
        for (int i = 1; i < 6; i++) {
            later.changed(TenantId.DEFAULT, job(i), Lane.INTERACTIVE, JobStatus.QUEUED, null);
            later.changed(
                    TenantId.DEFAULT,
                    job(i),
                    Lane.INTERACTIVE,
                    JobStatus.RUNNING,
                    job(i).createdAt().plusSeconds(1));
        }
        assertThat(later.placeOf(view(9)).orElseThrow()).isEqualTo(new WaitingJobs.Place(1, null, 0));
    }

    @Test
    void tenantsTakeTurnsHoweverMuchOneOfThemSent() {
        waiting.loaded();
        TenantId bulk = new TenantId("bulk");
        for (int i = 1; i <= 5; i++) {
            waiting.changed(bulk, job(i), Lane.INTERACTIVE, JobStatus.QUEUED, null);
        }
        queued(6);
        queued(7);
        assertThat(place(6).position()).as("after the other's first").isEqualTo(2);
        assertThat(place(7).position()).as("after two of the other's").isEqualTo(4);
        assertThat(place(8).position()).isEqualTo(6);
        waiting.forgotten(bulk, job(1));
        waiting.changed(bulk, job(2), Lane.INTERACTIVE, JobStatus.CANCELED, null);
        waiting.changed(bulk, job(3), Lane.INTERACTIVE, JobStatus.CANCELED, null);
        waiting.changed(bulk, job(4), Lane.INTERACTIVE, JobStatus.CANCELED, null);
        waiting.changed(bulk, job(5), Lane.INTERACTIVE, JobStatus.CANCELED, null);
        assertThat(place(7).position()).isEqualTo(2);
    }

    @Test
    void whoCanceledOrIsGoneWaitsNoMore() {
        waiting.loaded();
        queued(1);
        queued(2);
        waiting.changed(TenantId.DEFAULT, job(1), Lane.INTERACTIVE, JobStatus.CANCELED, null);
        waiting.forgotten(TenantId.DEFAULT, job(2));
        assertThat(place(3)).isEqualTo(new WaitingJobs.Place(1, null, 0));
    }
}
