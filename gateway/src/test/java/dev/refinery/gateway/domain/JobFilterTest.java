package dev.refinery.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.event.JobEvent.JobDeleted;
import dev.refinery.contracts.event.JobEvent.JobSubmitted;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.JobEvents;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobFilterTest {
    private final JobView view = view(List.of("spring", "eu"), Map.of("shop", "a", "shelf", "7"));

    private static JobView view(List<String> labels, Map<String, String> metadata) {
        JobSpec spec = JobEvents.fresh(1).submitted().spec();
        JobSpec labelled = new JobSpec(
                spec.id(),
                spec.tenant(),
                spec.submittedAt(),
                spec.model(),
                spec.prompt(),
                spec.references(),
                spec.output(),
                spec.refinement(),
                spec.seed(),
                spec.lane(),
                spec.deadline(),
                spec.retainUntil(),
                "SKU-1",
                null,
                metadata,
                labels,
                null,
                null);
        return JobViewFold.apply(JobView.EMPTY, new JobSubmitted(labelled), spec.submittedAt());
    }

    private boolean found(JobFilter filter) {
        return filter.matches(view);
    }

    private static JobFilter labels(String... labels) {
        return new JobFilter(null, null, List.of(labels), Map.of(), null, null);
    }

    private static JobFilter metadata(Map<String, String> metadata) {
        return new JobFilter(null, null, List.of(), metadata, null, null);
    }

    @Test
    void allThatIsGivenMustApply() {
        assertThat(found(JobFilter.ALL)).isTrue();
        assertThat(found(JobFilter.of(JobStatus.QUEUED))).isTrue();
        assertThat(found(JobFilter.of(JobStatus.RUNNING))).isFalse();
        assertThat(found(labels("eu", "spring"))).isTrue();
        assertThat(found(labels("eu", "autumn"))).isFalse();
        assertThat(found(metadata(Map.of("shop", "a")))).isTrue();
        assertThat(found(metadata(Map.of("shop", "a", "shelf", "8")))).isFalse();
        assertThat(found(metadata(Map.of("other", "a")))).isFalse();
        assertThat(found(new JobFilter(null, "SKU-1", List.of("eu"), Map.of("shelf", "7"), null, null)))
                .isTrue();
        assertThat(found(new JobFilter(null, "SKU-2", List.of(), Map.of(), null, null)))
                .isFalse();
    }

    @Test
    void theFirstInstantCountsAndTheLastDoesNot() {
        var start = JobEvents.START;
        assertThat(found(new JobFilter(null, null, List.of(), Map.of(), start, start.plusMillis(1))))
                .isTrue();
        assertThat(found(new JobFilter(null, null, List.of(), Map.of(), start.plusMillis(1), null)))
                .isFalse();
        assertThat(found(new JobFilter(null, null, List.of(), Map.of(), null, start)))
                .isFalse();
    }

    @Test
    void deletedJobsAndThoseWhoseSubmissionIsStillUnknownAreInNoList() {
        JobEvents events = JobEvents.fresh(1);
        JobView deleted =
                JobViewFold.apply(view, new JobDeleted(events.job, TenantId.DEFAULT, JobEvents.START), JobEvents.START);
        assertThat(JobFilter.ALL.matches(deleted)).isFalse();
        assertThat(JobFilter.ALL.matches(JobViewFold.apply(JobView.EMPTY, events.scored(0, 0, 1), JobEvents.START)))
                .isFalse();
    }
}
