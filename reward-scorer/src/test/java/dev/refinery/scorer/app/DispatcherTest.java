package dev.refinery.scorer.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.refinery.contracts.job.Lane;
import dev.refinery.scorer.domain.Ticket;
import dev.refinery.scorer.domain.Tickets;
import dev.refinery.scorer.domain.Window;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Dispatcher dispatcher =
            new Dispatcher(tenant -> 1, new Window.Fixed(6), new FixedCapacity(3, 2), () -> Tickets.T0);

    @BeforeEach
    void twoPartitions() {
        dispatcher.join(0, List.of(), List.of());
        dispatcher.join(1, List.of(), List.of());
    }

    private static List<Ticket> tasks(String tenant, int job, int n) {
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            tickets.add(Tickets.preview(tenant, job, i, job));
        }
        return tickets;
    }

    @Test
    void oneJobAloneHasTheWholeWindowAtOnce() {
        List<Ticket> round = tasks("shop", 1, 6);
        dispatcher.plan(0, round);
        assertThat(dispatcher.due(0)).isEqualTo(round);
        assertThat(dispatcher.due(0)).isEmpty();
        assertThat(dispatcher.due(1)).isEmpty();
    }

    @Test
    void sharesAreFairAcrossPartitions() {
        dispatcher.plan(0, tasks("bulk", 1, 50));
        assertThat(dispatcher.due(0)).hasSize(6);
        dispatcher.plan(1, tasks("shop", 2, 2));
        assertThat(dispatcher.due(1)).as("the window is full").isEmpty();
        dispatcher.ended(0, tasks("bulk", 1, 1).getFirst().candidate(), 1.0);
        assertThat(dispatcher.due(0))
                .as("the place goes to the other partition's tenant")
                .isEmpty();
        assertThat(dispatcher.due(1)).containsExactly(tasks("shop", 2, 1).getFirst());
    }

    @Test
    void endedJobGivesItsPlacesBackAndTakesNoMore() {
        dispatcher.plan(0, tasks("bulk", 1, 8));
        dispatcher.due(0);
        dispatcher.plan(1, tasks("shop", 2, 3));
        assertThat(dispatcher.jobEnded(0, Tickets.job(1))).hasSize(8);
        assertThat(dispatcher.jobEnded(0, Tickets.job(1))).isEmpty();
        assertThat(dispatcher.due(0)).isEmpty();
        assertThat(dispatcher.due(1)).hasSize(3);
        assertThat(dispatcher.out(Lane.INTERACTIVE)).isEqualTo(3);
    }

    @Test
    void whatWasReleasedToAPartitionThatGoesIsTakenAgainWhereItComesTo() {
        dispatcher.plan(0, tasks("bulk", 1, 8));
        dispatcher.due(1);
        dispatcher.leave(0);
        assertThat(dispatcher.out(Lane.INTERACTIVE)).isZero();
        assertThat(dispatcher.waiting(Lane.INTERACTIVE)).isZero();
        dispatcher.join(0, tasks("bulk", 1, 8), List.of());
        assertThat(dispatcher.due(0)).hasSize(6);
        assertThat(dispatcher.waiting(Lane.INTERACTIVE)).isEqualTo(2);
    }

    @Test
    void partitionThatComesBackTellsWhatIsOut() {
        dispatcher.join(0, tasks("bulk", 2, 8), tasks("bulk", 1, 5));
        assertThat(dispatcher.due(0)).hasSize(1);
        assertThat(dispatcher.released(Lane.INTERACTIVE)).isEqualTo(1);
    }

    @Test
    void aReplicaTakesTheShareOfItsPartitions() {
        assertThat(dispatcher.window(Lane.INTERACTIVE)).isEqualTo(6);
        dispatcher.leave(1);
        assertThat(dispatcher.window(Lane.INTERACTIVE)).isEqualTo(3);
    }

    @Test
    void lanesDoNotShareAWindow() {
        dispatcher.plan(0, tasks("bulk", 1, 6));
        dispatcher.due(0);
        Ticket other = tasks("bulk", 2, 1).getFirst();
        Ticket batch = new Ticket(
                other.candidate(), other.tenant(), Lane.BATCH, other.model(), other.megapixels(), other.plannedAt());
        dispatcher.plan(0, List.of(batch));
        assertThat(dispatcher.due(0)).containsExactly(batch);
    }
}
