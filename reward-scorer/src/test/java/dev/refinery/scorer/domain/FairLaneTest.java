package dev.refinery.scorer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FairLaneTest {
    private static final ToDoubleFunction<TenantId> EQUAL = tenant -> 1;

    private static List<String> tenants(FairLane lane, int window, int most) {
        List<String> order = new ArrayList<>();
        while (order.size() < most) {
            var next = lane.release(window);
            if (next.isEmpty()) {
                break;
            }
            order.add(next.get().tenant().value());
        }
        return order;
    }

    private static void backlog(FairLane lane, String tenant, int job, int tasks) {
        for (int i = 0; i < tasks; i++) {
            lane.add(Tickets.preview(tenant, job, i, job));
        }
    }

    @Test
    void newcomerIsNextHoweverMuchOthersWait() {
        FairLane lane = new FairLane(EQUAL);
        backlog(lane, "bulk", 1, 1000);
        assertThat(tenants(lane, 100, 100)).containsOnly("bulk");
        backlog(lane, "shop", 2, 2);
        lane.ended(Tickets.preview("bulk", 1, 0, 1).candidate(), 1.0);
        lane.ended(Tickets.preview("bulk", 1, 1, 1).candidate(), 1.0);
        lane.ended(Tickets.preview("bulk", 1, 2, 1).candidate(), 1.0);
        assertThat(tenants(lane, 100, 10)).containsExactly("shop", "bulk", "shop");
    }

    @Test
    void whoWasAwayHasSavedUpNothing() {
        FairLane lane = new FairLane(EQUAL);
        lane.add(Tickets.preview("shop", 1, 0, 0));
        tenants(lane, 1, 1);
        lane.ended(Tickets.preview("shop", 1, 0, 0).candidate(), 1.0);
        backlog(lane, "bulk", 2, 500);
        assertThat(tenants(lane, 1000, 300)).containsOnly("bulk");
        backlog(lane, "shop", 3, 100);
        assertThat(tenants(lane, 1000, 100).stream().filter("shop"::equals).count())
                .isBetween(50L, 51L);
    }

    @Test
    void tenantsOwnTasksRunAsPlannedAndFullSizeRendersFirst() {
        FairLane lane = new FairLane(EQUAL);
        CandidateId last = CandidateId.finalRender(Tickets.job(1), 0);
        lane.add(Tickets.preview("shop", 3, 1, 30));
        lane.add(Tickets.preview("shop", 2, 1, 20));
        lane.add(Tickets.preview("shop", 2, 0, 20));
        lane.add(Tickets.ticket("shop", last, 40, 1));
        List<CandidateId> order = new ArrayList<>();
        for (var next = lane.release(9); next.isPresent(); next = lane.release(9)) {
            order.add(next.get().candidate());
        }
        assertThat(order)
                .containsExactly(
                        last,
                        new CandidateId(Tickets.job(2), 0, 0),
                        new CandidateId(Tickets.job(2), 0, 1),
                        new CandidateId(Tickets.job(3), 0, 1));
    }

    @Test
    void windowIsNeverExceededAndOpensWithEveryEnd() {
        FairLane lane = new FairLane(EQUAL);
        backlog(lane, "bulk", 1, 10);
        assertThat(tenants(lane, 3, 10)).hasSize(3);
        assertThat(lane.ended(Tickets.preview("bulk", 1, 0, 1).candidate(), null))
                .isTrue();
        assertThat(lane.ended(Tickets.preview("bulk", 1, 0, 1).candidate(), null))
                .as("repeated")
                .isFalse();
        assertThat(tenants(lane, 3, 10)).hasSize(1);
        assertThat(lane.out()).isEqualTo(3);
        assertThat(tenants(lane, 2, 10)).as("a window that shrank").isEmpty();
        assertThat(lane.waiting()).isEqualTo(6);
    }

    @Test
    void taskThatEndsBeforeItIsReleasedIsNotReleased() {
        FairLane lane = new FairLane(EQUAL);
        backlog(lane, "bulk", 1, 2);
        assertThat(lane.ended(Tickets.preview("bulk", 1, 0, 1).candidate(), null))
                .isTrue();
        assertThat(lane.release(5).orElseThrow().candidate().index()).isEqualTo(1);
        assertThat(lane.release(5)).isEmpty();
    }

    @Test
    void sameTaskIsTakenUpOnce() {
        FairLane lane = new FairLane(EQUAL);
        lane.add(Tickets.preview("a", 1, 0, 0));
        lane.add(Tickets.preview("a", 1, 0, 0));
        assertThat(tenants(lane, 9, 9)).hasSize(1);
        lane.add(Tickets.preview("a", 1, 0, 0));
        lane.addReleased(Tickets.preview("a", 1, 0, 0));
        assertThat(lane.waiting()).isZero();
        assertThat(lane.out()).isEqualTo(1);
    }

    @Test
    void whatIsOutAlreadyCountsInTheWindowAndInTheOrder() {
        FairLane lane = new FairLane(EQUAL);
        lane.addReleased(Tickets.preview("bulk", 1, 0, 0));
        lane.addReleased(Tickets.preview("bulk", 1, 1, 0));
        backlog(lane, "bulk", 2, 5);
        backlog(lane, "shop", 3, 5);
        assertThat(tenants(lane, 5, 9)).containsExactly("shop", "shop", "bulk");
    }

    /** Device-seconds that each tenant got while all of them waited, with candidates that end in any order at costs of any size. */
    private static Map<String, Double> shares(
            Map<String, Double> weights, Map<String, Double> costs, long seed, int rounds, int window) {
        Random random = new Random(seed);
        FairLane lane = new FairLane(tenant -> weights.get(tenant.value()));
        Map<String, Integer> next = new HashMap<>();
        Map<String, Double> seconds = new TreeMap<>();
        List<Ticket> running = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            for (String tenant : weights.keySet()) {
                int number = next.merge(tenant, 1, Integer::sum);
                lane.add(Tickets.preview(tenant, Math.floorMod(tenant.hashCode(), 1000), number, number));
            }
        }
        for (int i = 0; i < rounds; i++) {
            for (var task = lane.release(window); task.isPresent(); task = lane.release(window)) {
                running.add(task.get());
            }
            assertThat(running).as("work conserving").hasSize(window);
            Ticket done = running.remove(random.nextInt(running.size()));
            double cost = costs.get(done.tenant().value()) * (0.5 + random.nextDouble());
            seconds.merge(done.tenant().value(), cost, Double::sum);
            lane.ended(done.candidate(), cost);
        }
        return seconds;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sharesFollowTheWeightsWithinWhatIsOut(long seed) {
        int window = 4;
        Map<String, Double> seconds = shares(Map.of("a", 1.0, "b", 3.0), Map.of("a", 1.0, "b", 1.0), seed, 800, window);
        double lead = seconds.get("b") / 3 - seconds.get("a");
        assertThat(lead).isCloseTo(0, within(1.5 * (window + 1)));
    }

    @ParameterizedTest
    @CsvSource({"1,1,10", "2,4,0.1", "3,1,5"})
    void dearTasksOfOneTenantAreNotPaidByTheOther(long seed, double weight, double dear) {
        int window = 4;
        Map<String, Double> seconds =
                shares(Map.of("a", 1.0, "b", weight), Map.of("a", 1.0, "b", dear), seed, 2000, window);
        double most = Math.max(1, dear) * 1.5;
        assertThat(seconds.get("b") / weight - seconds.get("a")).isCloseTo(0, within(most * (window + 1)));
    }

    /** Random tenants, arrivals, cancellations and ends, against plain bookkeeping. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void nothingIsLostDoubledOrStarvedInAnyHistory(long seed) {
        assertThat(history(seed)).as("the same calls give the same order").isEqualTo(history(seed));
    }

    private static List<Ticket> history(long seed) {
        Random random = new Random(seed);
        FairLane lane = new FairLane(tenant -> 1 + tenant.value().length());
        Set<Ticket> waiting = new HashSet<>();
        List<Ticket> running = new ArrayList<>();
        List<Ticket> order = new ArrayList<>();
        int added = 0;
        int withdrawn = 0;
        int number = 0;
        for (int step = 0; step < 3000; step++) {
            int window = 1 + random.nextInt(6);
            int what = random.nextInt(10);
            if (what < 4 && step < 2500) {
                number++;
                Ticket ticket = Tickets.ticket(
                        "t" + "x".repeat(random.nextInt(4)),
                        new CandidateId(Tickets.job(number), 0, random.nextInt(4)),
                        number,
                        0.1 + random.nextDouble());
                lane.add(ticket);
                waiting.add(ticket);
                added++;
            } else if (what < 8 && !running.isEmpty()) {
                Ticket done = running.remove(random.nextInt(running.size()));
                assertThat(lane.ended(done.candidate(), random.nextBoolean() ? random.nextDouble() : null))
                        .isTrue();
            } else if (what == 8 && !waiting.isEmpty()) {
                Ticket canceled = waiting.stream().sorted().findFirst().orElseThrow();
                waiting.remove(canceled);
                withdrawn++;
                assertThat(lane.ended(canceled.candidate(), null)).isTrue();
            }
            for (var next = lane.release(window); next.isPresent(); next = lane.release(window)) {
                Ticket ticket = next.get();
                assertThat(waiting.remove(ticket))
                        .as("released once, and only what waits")
                        .isTrue();
                assertThat(waiting)
                        .as("in the tenant's own order")
                        .noneMatch(w -> w.tenant().equals(ticket.tenant()) && w.compareTo(ticket) < 0);
                running.add(ticket);
                order.add(ticket);
                assertThat(running).hasSizeLessThanOrEqualTo(window);
            }
            assertThat(waiting.isEmpty() || running.size() >= window)
                    .as("no place is free while tasks wait")
                    .isTrue();
            assertThat(lane.waiting()).isEqualTo(waiting.size());
            assertThat(lane.out()).isEqualTo(running.size());
        }
        assertThat(order.size() + withdrawn + waiting.size()).isEqualTo(added);
        return order;
    }

    @Test
    void tellsHowLargeTheRoundIsThatIsNext() {
        FairLane lane = new FairLane(tenant -> 1);
        assertThat(lane.nextRound()).isZero();
        for (int i = 0; i < 3; i++) {
            lane.add(Tickets.ticket("shop", new CandidateId(Tickets.job(1), 0, i), 0, 1));
            lane.add(Tickets.ticket("shop", new CandidateId(Tickets.job(2), 0, i), 1, 1));
        }
        assertThat(lane.nextRound()).isEqualTo(3);
        lane.release(9);
        assertThat(lane.nextRound()).isEqualTo(2);
    }
}
