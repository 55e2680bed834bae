package dev.refinery.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.contracts.job.Lane;
import dev.refinery.worker.app.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StageTimesTest {
    private final StageTimes times = new StageTimes();

    private void candidate(int renderMs, int encodeMs, int tookMs) {
        times.passed(Stage.RENDER, Duration.ofMillis(renderMs));
        times.rendered(0.010);
        times.passed(Stage.ENCODE, Duration.ofMillis(encodeMs));
        times.taskEnded(Lane.BATCH, "made", Duration.ofMillis(tookMs));
    }

    @Test
    void whatACandidateTookBesideRenderingIsItsOverhead() throws Exception {
        candidate(30, 4, 40);
        candidate(20, 8, 50);
        StageTimes.Totals totals = times.after(2);
        assertThat(totals.overheads()).containsExactly(0.010, 0.030);
        assertThat(totals.overhead(0.5)).isEqualTo(0.030);
        assertThat(totals.besideRendering()).isCloseTo(0.040, within(1e-12));
        assertThat(totals.stages()).containsEntry("render", 25.0).containsEntry("encode", 6.0);
        assertThat(totals.computeSeconds()).isCloseTo(0.020, within(1e-12));
    }

    @Test
    void whatWasToldIsForgotten() throws Exception {
        candidate(30, 4, 40);
        times.after(1);
        candidate(10, 2, 15);
        StageTimes.Totals totals = times.after(1);
        assertThat(totals.overheads()).containsExactly(0.005);
        assertThat(totals.stages()).containsEntry("encode", 2.0);
    }
}
