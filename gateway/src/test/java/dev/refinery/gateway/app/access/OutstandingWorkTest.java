package dev.refinery.gateway.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.contracts.job.JobSpec;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.ProblemCode;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.access.Cap;
import dev.refinery.gateway.domain.access.Load;
import dev.refinery.gateway.domain.access.OpenWork;
import dev.refinery.gateway.domain.access.TooManyRequests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs of {@link JobEvents}: two rounds of two candidates, of the tenant {@code default}. */
class OutstandingWorkTest {
    private static final TenantId TENANT = TenantId.DEFAULT;
    private static final Optional<OpenWork> CLOSED = Optional.empty();

    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private OutstandingWork capped(long jobs, long candidates) {
        return new OutstandingWork(tenant -> new Cap(jobs, candidates), clock);
    }

    private static JobSpec job(int number) {
        return JobEvents.fresh(number).submitted(null).spec();
    }

    private static Optional<OpenWork> open(int candidates) {
        return Optional.of(new OpenWork(candidates));
    }

    private static void assertFull(OutstandingWork work, int number) {
        assertThatThrownBy(() -> work.admit(job(number), () -> {
                    throw new AssertionError("appended");
                }))
                .isInstanceOfSatisfying(TooManyRequests.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(429);
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.TOO_MANY_OUTSTANDING_JOBS);
                    assertThat(e.retryAfter()).isPositive();
                });
    }

    @Test
    void aJobCountsFromItsAdmissionToItsEnd() {
        OutstandingWork work = capped(2, 0);
        JobId first = job(1).id();
        work.admit(job(1), () -> {});
        work.admit(job(2), () -> {});
        assertThat(work.of(TENANT)).isEqualTo(new Load(2, 8));
        assertFull(work, 3);
        work.changed(TENANT, first, CLOSED, open(4));
        assertThat(work.of(TENANT)).isEqualTo(new Load(2, 8));
        assertFull(work, 3);
        work.changed(TENANT, first, open(4), open(1));
        work.changed(TENANT, first, open(1), CLOSED);
        assertThat(work.of(TENANT)).isEqualTo(new Load(1, 4));
        work.admit(job(3), () -> {});
        assertFull(work, 4);
    }

    @Test
    void theViewsMayBeFasterThanTheAnswer() {
        OutstandingWork work = capped(1, 0);
        work.admit(job(1), () -> work.changed(TENANT, job(1).id(), CLOSED, open(4)));
        assertThat(work.of(TENANT)).isEqualTo(new Load(1, 4));
        work.changed(TENANT, job(1).id(), open(4), CLOSED);
        assertThat(work.of(TENANT)).isEqualTo(Load.NONE);
    }

    @Test
    void candidatesHaveACapOfTheirOwn() {
        OutstandingWork work = capped(0, 9);
        work.admit(job(1), () -> {});
        work.admit(job(2), () -> {});
        assertFull(work, 3);
        work.requireRoom(TENANT);
        work.changed(TENANT, job(1).id(), CLOSED, open(3));
        work.changed(TENANT, job(1).id(), open(3), open(0));
        work.admit(job(3), () -> {});
    }

    @Test
    void aJobThatCouldNeverPassIsRefusedForGood() {
        assertThatThrownBy(() -> capped(0, 3).admit(job(1), () -> {})).isInstanceOf(RequestRefused.class);
    }

    @Test
    void tenantsDoNotShareAndZeroIsNoCap() {
        OutstandingWork work = capped(1, 0);
        work.changed(new TenantId("other"), job(1).id(), CLOSED, open(4));
        work.admit(job(2), () -> {});
        assertFull(work, 3);
        OutstandingWork endless = capped(0, 0);
        IntStream.range(0, 1000).forEach(i -> endless.admit(job(i), () -> {}));
    }

    @Test
    void whatCouldNotBeAppendedDoesNotCount() {
        OutstandingWork work = capped(1, 0);
        assertThatThrownBy(() -> work.admit(job(1), () -> {
                    throw new IllegalStateException("log is down");
                }))
                .hasMessage("log is down");
        work.admit(job(2), () -> {});
    }

    @Test
    void whatIsLostOnItsWayIsForgotten() {
        OutstandingWork work = capped(1, 0);
        work.admit(job(1), () -> {});
        now = now.plus(Duration.ofSeconds(60));
        assertFull(work, 2);
        now = now.plusMillis(1);
        work.admit(job(2), () -> {});
    }

    @Test
    void manyAtOnceDoNotPassTheCap() {
        OutstandingWork work = capped(50, 0);
        AtomicInteger admitted = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 400).forEach(i -> threads.submit(() -> work.admit(job(i), admitted::incrementAndGet)));
        }
        assertThat(admitted).hasValue(50);
    }
}
