package dev.refinery.gateway.domain.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.contracts.codec.Json;
import dev.refinery.contracts.event.CandidateEvent.CandidateGenerated;
import dev.refinery.contracts.event.CandidateEvent.Cost;
import dev.refinery.contracts.event.Event;
import dev.refinery.contracts.event.OutcomeEvent.JobExpired;
import dev.refinery.contracts.event.TaskEvent.Purpose;
import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import dev.refinery.gateway.JobEvents;
import dev.refinery.gateway.domain.RequestRefused;
import dev.refinery.gateway.domain.usage.UsageFold.Addition;
import dev.refinery.gateway.domain.usage.UsageReport.Query;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageFoldTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-01");
    private static final LocalDate NEXT = DAY.plusDays(1);

    private final JobEvents events = JobEvents.fresh(1);

    private Event made(int index, double seconds) {
        return new CandidateGenerated(
                new CandidateId(events.job, 0, index),
                TenantId.DEFAULT,
                Purpose.PREVIEW,
                events.image("c"),
                "0".repeat(64),
                List.of(),
                "catalog@1",
                List.of(),
                new Cost(seconds, 1, 1000));
    }

    private Event priced(int index, double price) {
        CandidateGenerated made = (CandidateGenerated) made(index, 1);
        return new CandidateGenerated(
                made.candidate(),
                made.tenant(),
                made.purpose(),
                made.image(),
                made.bundleDigest(),
                made.references(),
                made.policy(),
                made.placements(),
                new Cost(1, 1, 1000, price));
    }

    @Test
    void moneyAddsUpExactlyAndOnce() {
        List<Event> all = List.of(priced(0, 0.1), priced(1, 0.2), priced(1, 0.2), made(2, 1));
        assertThat(total(fold(all)).price()).isEqualTo(0.3);
        assertThat(total(fold(List.of(made(0, 1)))).price()).isNull();
    }

    /** Rows that an older version wrote are still in the store. */
    @Test
    void rowsWithoutAPriceAreRead() throws Exception {
        UsageSums old = new UsageSums(1, 1, 0, 0, 0, 0, 2, 750_000, 2000);
        String json = Json.mapper().writeValueAsString(old);
        assertThat(json).doesNotContain("price");
        assertThat(Json.mapper().readValue(json, UsageSums.class)).isEqualTo(old);
        UsageSums priced = new UsageSums(0, 0, 0, 0, 0, 0, 1, 1, 1, 40_000L);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(priced), UsageSums.class))
                .isEqualTo(priced);
    }

    private List<Addition> fold(List<Event> all) {
        JobUsage job = JobUsage.NOTHING;
        List<Addition> rows = new ArrayList<>();
        for (Event event : all) {
            UsageFold.Step step = UsageFold.apply(job, event, JobEvents.START);
            job = step.after();
            rows.addAll(step.added());
        }
        return rows;
    }

    private static UsageSums total(List<Addition> rows) {
        return UsageReport.of(new Query(DAY, NEXT, java.util.Set.of()), rows).total();
    }

    @Test
    void countsEverythingOnceInAnyOrderAndHoweverOftenItComes() {
        List<Event> once =
                List.of(events.submitted(null), made(0, 0.25), made(1, 0.5), events.succeeded(events.image("r")));
        UsageSums expected = new UsageSums(1, 1, 0, 0, 0, 0, 2, 750_000, 2000);
        assertThat(total(fold(once))).isEqualTo(expected);
        List<Event> often = new ArrayList<>(once);
        often.addAll(once);
        often.addAll(once);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(often, new Random(seed));
            assertThat(total(fold(often))).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void aDayIsWhenItHappened() {
        Instant nextDay = Instant.parse("2026-11-02T00:00:00Z");
        List<Addition> rows = fold(List.of(
                new JobExpired(events.job, TenantId.DEFAULT, 1, 2, nextDay, null, null), events.submitted(null)));
        assertThat(rows)
                .containsExactly(
                        new Addition(new UsageKey(TenantId.DEFAULT, DAY, "catalog@1"), UsageSums.JOB),
                        new Addition(new UsageKey(TenantId.DEFAULT, NEXT, "catalog@1"), UsageSums.EXPIRED));
    }

    @Test
    void groupsAsAsked() {
        TenantId tenant = TenantId.DEFAULT;
        List<Addition> rows = List.of(
                new Addition(new UsageKey(tenant, DAY, "b@1"), UsageSums.JOB),
                new Addition(new UsageKey(tenant, DAY, "a@1"), UsageSums.JOB),
                new Addition(new UsageKey(tenant, DAY, "a@1"), UsageSums.FAILED),
                new Addition(new UsageKey(tenant, NEXT, "a@1"), UsageSums.JOB));
        assertThat(report(rows, "day")).containsExactly("2026-11-01 null 2", "2026-11-02 null 1");
        assertThat(report(rows, "policy")).containsExactly("null a@1 2", "null b@1 1");
        assertThat(report(rows, "day,policy"))
                .containsExactly("2026-11-01 a@1 1", "2026-11-01 b@1 1", "2026-11-02 a@1 1");
        assertThat(report(rows, "")).containsExactly("null null 3");
        assertThat(report(List.of(), "day")).isEmpty();
    }

    private static List<String> report(List<Addition> rows, String groupBy) {
        Query query = Query.parse("2026-11-01", "2026-11-02", groupBy, NEXT);
        return UsageReport.of(query, rows).groups().stream()
                .map(g -> g.day() + " " + g.policy() + " " + g.sums().jobs())
                .toList();
    }

    @Test
    void withoutDaysItIsThisMonth() {
        Query query = Query.parse(null, null, null, LocalDate.parse("2026-11-25"));
        assertThat(query.from()).isEqualTo(DAY);
        assertThat(query.to()).isEqualTo("2026-11-25");
        assertThat(query.groupBy()).containsExactly(UsageReport.By.DAY);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-02, 2026-11-01, day, from",
        "2025-11-01, 2026-11-02, day, from",
        "yesterday, 2026-11-02, day, from",
        "-999999999-01-01, 2026-11-02, day, from",
        "0000-12-31, 2026-11-02, day, from",
        "2026-11-01, +12026-11-02, day, to",
        "2026-11-01, 2026-11-31, day, to",
        "2026-11-01, 2026-11-02, hour, group_by",
        "2026-11-01, 2026-11-02, 'day,', group_by"
    })
    void refusesWhatItCannotAnswer(String from, String to, String groupBy, String field) {
        assertThatThrownBy(() -> Query.parse(from, to, groupBy, NEXT))
                .isInstanceOfSatisfying(RequestRefused.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().field()).isEqualTo(field);
                });
    }

    @Test
    void keysAreReadBack() {
        UsageKey key = new UsageKey(new TenantId("acme"), DAY, "catalog@1");
        assertThat(key.text()).isEqualTo("acme/2026-11-01/catalog@1");
        assertThat(UsageKey.parse(key.text())).isEqualTo(key);
    }
}
