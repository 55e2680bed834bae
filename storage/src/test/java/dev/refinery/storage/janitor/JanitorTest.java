package dev.refinery.storage.janitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.JobId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.storage.ListedObject;
import dev.refinery.storage.ObjectKeys;
import dev.refinery.storage.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JanitorTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private final MovableClock clock = new MovableClock(START);
    private final InMemoryObjectStore store = new InMemoryObjectStore(clock);
    private final TenantId tenant = new TenantId("acme");
    private final JobId known = JobId.of(START, 1, 1);
    private final JobId unknown = JobId.of(START, 2, 2);
    private final Map<JobId, Instant> retained = new HashMap<>(Map.of(known, START.plus(Duration.ofDays(7))));
    private final String candidate = ObjectKeys.candidate(new CandidateId(known, 0, 0), tenant, "png");
    private final String mask = ObjectKeys.mask(new CandidateId(known, 0, 0), tenant, "mug");
    private final String result = ObjectKeys.result(tenant, known, 0, "png");
    private final String orphan = ObjectKeys.result(tenant, unknown, 0, "png");
    private final String claim = ObjectKeys.idempotencyClaim(tenant, "0".repeat(64));
    private final String upload = ObjectKeys.uploadedPicture(tenant, "upl_" + "0".repeat(32));
    private final String ticket = ObjectKeys.uploadTicket(tenant, "upl_" + "0".repeat(32));
    private final String source = ObjectKeys.referenceSource(tenant, "0".repeat(64));
    private final String reference = ObjectKeys.reference(tenant, "0".repeat(64), "png");

    @Test
    void eachKindOfObjectHasItsOwnTime() {
        List.of(candidate, mask, result, orphan, reference, claim, "foreign.bin")
                .forEach(key -> store.put(key, new byte[] {1}, "image/png"));
        sweepAfter(Duration.ofHours(23));
        assertThat(keys()).containsExactlyInAnyOrder(candidate, mask, result, orphan, reference, claim, "foreign.bin");
        sweepAfter(Duration.ofHours(47));
        assertThat(keys()).containsExactlyInAnyOrder(candidate, mask, result, orphan, reference, "foreign.bin");
        sweepAfter(Duration.ofHours(49));
        assertThat(keys()).containsExactlyInAnyOrder(result, orphan, reference, "foreign.bin");
        sweepAfter(Duration.ofDays(7).plusSeconds(1));
        assertThat(keys()).containsExactlyInAnyOrder(orphan, reference, "foreign.bin");
        sweepAfter(Duration.ofDays(31));
        assertThat(keys()).containsExactlyInAnyOrder(reference, "foreign.bin");
    }

    @Test
    void uploadsGoAfterADayAndWhatBecameOfThemStays() {
        List.of(upload, ticket, source, reference).forEach(key -> store.put(key, new byte[] {1}, "image/png"));
        sweepAfter(Duration.ofHours(23));
        assertThat(keys()).containsExactlyInAnyOrder(upload, ticket, source, reference);
        sweepAfter(Duration.ofHours(25));
        assertThat(keys()).containsExactlyInAnyOrder(source, reference);
    }

    @Test
    void aSweepTellsHowMuchItDeleted() {
        List.of(candidate, mask, claim, reference).forEach(key -> store.put(key, new byte[] {1}, "image/png"));
        assertThat(sweepAfter(Duration.ofHours(25))).isEqualTo(new Janitor.Sweep.Done(1));
    }

    @Test
    void aLongRetentionIsRespectedHoweverOldTheObject() {
        retained.put(known, START.plus(Duration.ofDays(400)));
        store.put(result, new byte[] {1}, "image/png");
        sweepAfter(Duration.ofDays(399));
        assertThat(keys()).containsExactly(result);
    }

    @Test
    void oneReplicaSweepsInAPeriod() {
        Janitor first = janitor("first");
        Janitor second = janitor("second");
        assertThat(first.sweep()).isInstanceOf(Janitor.Sweep.Done.class);
        assertThat(second.sweep()).isEqualTo(new Janitor.Sweep.NotOurs());
        clock.now = START.plus(Duration.ofHours(1));
        assertThat(second.sweep()).isInstanceOf(Janitor.Sweep.Done.class);
    }

    @Test
    void oldLeasesAreSweptToo() {
        for (int hour = 0; hour < 10; hour++) {
            clock.now = START.plus(Duration.ofHours(hour));
            janitor("a").sweep();
        }
        assertThat(store.list(SweepLease.PREFIX).count()).isLessThanOrEqualTo(4);
    }

    @Test
    void aFailingStoreBreaksTheSweepOffAndTheNextGoesOn() {
        store.put(candidate, new byte[] {1}, "image/png");
        store.put(mask, new byte[] {1}, "image/png");
        clock.now = START.plus(Duration.ofDays(3));
        store.setDown(true);
        assertThat(janitor("a").sweep()).isInstanceOf(Janitor.Sweep.BrokenOff.class);
        store.setDown(false);
        assertThat(janitor("b").sweep()).isEqualTo(new Janitor.Sweep.Done(2));
    }

    @Test
    void aSweepIsBounded() {
        store.put(candidate, new byte[] {1}, "image/png");
        store.put(mask, new byte[] {1}, "image/png");
        clock.now = START.plus(Duration.ofDays(3));
        assertThat(janitor("a", 1).sweep()).isEqualTo(new Janitor.Sweep.Done(1));
    }

    @Test
    void nothingOfADeletedJobOutlivesASweep() {
        List.of(candidate, mask, result, orphan, reference).forEach(key -> store.put(key, new byte[] {1}, "image/png"));
        RetentionLookup knownIsDeleted = new RetentionLookup() {
            @Override
            public Optional<Instant> retainUntil(TenantId t, JobId job) {
                return Optional.empty();
            }

            @Override
            public boolean deleted(TenantId t, JobId job) {
                return job.equals(known);
            }
        };
        SweepLease lease = new SweepLease(store, Duration.ofHours(1), "a");
        assertThat(new Janitor(store, RetentionPolicy.DEFAULT, knownIsDeleted, lease, clock, 100).sweep())
                .isEqualTo(new Janitor.Sweep.Done(3));
        assertThat(keys()).containsExactlyInAnyOrder(orphan, reference);
    }

    @Test
    void purgesByName() {
        store.put(result, new byte[] {1}, "image/png");
        janitor("a").purge(List.of(result, candidate));
        assertThat(keys()).isEmpty();
    }

    @Test
    void policiesThatWouldEatRunningJobsAreRefused() {
        Duration minutes = Duration.ofMinutes(5);
        Duration day = Duration.ofDays(1);
        Duration days = Duration.ofDays(2);
        assertThatThrownBy(() -> new RetentionPolicy(minutes, day, day, day))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionPolicy(days, day, day, day)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionPolicy(days, days, minutes, day))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionPolicy(days, days, day, minutes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Janitor.Sweep sweepAfter(Duration age) {
        clock.now = START.plus(age);
        return janitor("replica-" + age).sweep();
    }

    private Janitor janitor(String owner) {
        return janitor(owner, 1000);
    }

    private Janitor janitor(String owner, int deletions) {
        SweepLease lease = new SweepLease(store, Duration.ofHours(1), owner);
        return new Janitor(
                store,
                RetentionPolicy.DEFAULT,
                (t, j) -> Optional.ofNullable(retained.get(j)),
                lease,
                clock,
                deletions);
    }

    private List<String> keys() {
        return store.list("")
                .map(ListedObject::key)
                .filter(key -> !key.startsWith(SweepLease.PREFIX))
                .toList();
    }

    private static final class MovableClock extends Clock {
        private Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

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
    }
}
