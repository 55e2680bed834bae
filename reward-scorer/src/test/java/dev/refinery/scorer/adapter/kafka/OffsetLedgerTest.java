package dev.refinery.scorer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetLedgerTest {
    private final OffsetLedger ledger = new OffsetLedger();

    @Test
    void onlyAnUnbrokenRunMayBeCommitted() {
        ledger.begin(10);
        ledger.begin(11);
        ledger.begin(14);
        assertThat(ledger.committable()).isEqualTo(-1);
        ledger.done(11);
        assertThat(ledger.committable()).isEqualTo(-1);
        ledger.done(10);
        assertThat(ledger.committable()).isEqualTo(12);
        ledger.done(14);
        assertThat(ledger.committable()).isEqualTo(15);
    }

    @Test
    void committedPositionIsNotCommittedAgain() {
        ledger.begin(3);
        ledger.done(3);
        assertThat(ledger.committable()).isEqualTo(4);
        ledger.markCommitted(4);
        assertThat(ledger.committable()).isEqualTo(-1);
        ledger.begin(4);
        assertThat(ledger.committable()).isEqualTo(-1);
    }
}
