package dev.refinery.rewards.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CutOutEvidenceTest {
    @Test
    void whatRightCutOutsAreAccusedOfIsFree() {
        assertThat(new CutOutEvidence(0, 0, 0, false).clean()).isEqualTo(1);
        assertThat(new CutOutEvidence(0.14, 0, 0.005, false).clean()).isEqualTo(1);
    }

    @Test
    void anOpenOutlineCostsMoreTheMoreIsOpen() {
        assertThat(new CutOutEvidence(0.3, 0, 0, false).clean()).isBetween(0.7, 0.8);
        assertThat(new CutOutEvidence(0.5, 0, 0, false).clean()).isBetween(0.4, 0.5);
        assertThat(new CutOutEvidence(1, 0, 1, false).clean()).isZero();
    }

    /** Salience alone is a guess, until the outline agrees or follows the photo's frame. */
    @Test
    void salienceNeedsASecondWitness() {
        assertThat(new CutOutEvidence(0, 0, 0.6, false).clean()).isEqualTo(1);
        assertThat(new CutOutEvidence(0.1, 0, 0.6, false).clean()).isBetween(0.7, 0.8);
        assertThat(new CutOutEvidence(0, 0.5, 0.6, false).clean()).isEqualTo(1);
        assertThat(new CutOutEvidence(0, 0.9, 0.6, false).clean()).isLessThan(0.5);
    }

    @Test
    void aUsersMaskIsBelievedAloneAndAgainstTheOutline() {
        assertThat(new CutOutEvidence(0, 0, 0.6, true).clean()).isLessThan(0.5);
        assertThat(new CutOutEvidence(0.9, 0, 0.1, true).clean()).isEqualTo(1);
    }
}
