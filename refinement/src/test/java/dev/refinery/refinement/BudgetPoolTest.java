package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.id.JobId;
import dev.refinery.refinement.BudgetPool.Grant;
import dev.refinery.refinement.BudgetPool.Item;
import java.util.List;
import org.junit.jupiter.api.Test;

class BudgetPoolTest {
    private static final JobId A = JobId.of(Fixtures.T0, 1, 1);
    private static final JobId B = JobId.of(Fixtures.T0, 1, 2);
    private static final JobId C = JobId.of(Fixtures.T0, 1, 3);

    private static Item accepted(JobId job, int spent) {
        return new Item(job, 32, 32, spent, 8, true, null);
    }

    private static Item shortBy(JobId job, double shortfall) {
        return new Item(job, 32, 32, 32, 8, true, shortfall);
    }

    @Test
    void whatAnAcceptedItemLeftGoesToTheItemNearestToItsGates() {
        assertThat(BudgetPool.grants(List.of(accepted(A, 24), shortBy(B, 0.3), shortBy(C, 0.1))))
                .containsExactly(new Grant(C, 1));
    }

    @Test
    void oneRoundEachBeforeAnyGetsASecond() {
        assertThat(BudgetPool.grants(List.of(accepted(A, 8), shortBy(B, 0.3), shortBy(C, 0.1))))
                .containsExactly(new Grant(C, 1), new Grant(B, 1));
    }

    @Test
    void aRunningItemKeepsWhatItWasPromised() {
        Item running = new Item(A, 32, 32, 8, 8, false, null);
        assertThat(BudgetPool.grants(List.of(running, shortBy(B, 0.1)))).isEmpty();
    }

    @Test
    void whatWasGrantedIsNotGrantedTwice() {
        // A left one round and B runs on with it.
        Item goingOn = new Item(B, 32, 40, 32, 8, false, null);
        assertThat(BudgetPool.grants(List.of(accepted(A, 24), goingOn, shortBy(C, 0.1))))
                .isEmpty();
    }

    @Test
    void lessThanARoundIsNoRound() {
        assertThat(BudgetPool.grants(List.of(accepted(A, 25), shortBy(B, 0.1)))).isEmpty();
    }

    @Test
    void itemsThatCannotGoOnGetNothing() {
        Item infeasible = new Item(B, 32, 32, 16, 8, true, null);
        assertThat(BudgetPool.grants(List.of(accepted(A, 8), infeasible))).isEmpty();
    }

    @Test
    void shortfallAddsUpWhatIsMissed() {
        assertThat(BudgetPool.shortfall(Fixtures.card(0.9, 0.5, 0.65))).isCloseTo(0.25, within(1e-12));
        assertThat(BudgetPool.shortfall(Fixtures.card(0.9, 0.9, 0.9))).isZero();
    }
}
