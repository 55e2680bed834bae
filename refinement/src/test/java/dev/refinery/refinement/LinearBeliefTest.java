package dev.refinery.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.refinery.refinement.LinearBelief.Prior;
import org.junit.jupiter.api.Test;

class LinearBeliefTest {
    private static final Prior PRIOR = new Prior(new double[] {0.5, -1}, new double[] {2, 0.5});

    @Test
    void withoutObservationsThePriorIsBelieved() {
        LinearBelief belief = LinearBelief.fit(PRIOR, 0.3, new double[0][], new double[0]);
        assertThat(belief.mean()).containsExactly(new double[] {0.5, -1}, within(1e-12));
        assertThat(belief.sample(new float[] {1, -2}, 1)).containsExactly(new double[] {2.5, -2}, within(1e-12));
    }

    @Test
    void oneObservationIsWeighedAgainstThePriorByTheirPrecisions() {
        LinearBelief belief = LinearBelief.fit(
                new Prior(new double[] {1}, new double[] {2}), 0.5, new double[][] {{1}}, new double[] {3});
        // Precisions 1/4 and 4: (1/4 * 1 + 4 * 3) / (1/4 + 4).
        assertThat(belief.mean()[0]).isCloseTo(12.25 / 4.25, within(1e-12));
        assertThat(belief.sample(new float[] {1}, 1)[0]).isCloseTo(12.25 / 4.25 + 1 / Math.sqrt(4.25), within(1e-12));
    }

    @Test
    void manyObservationsOverrideThePrior() {
        double[][] x = new double[400][];
        double[] y = new double[400];
        float[] noise = new float[800];
        Philox.gaussians(7, 0, 0, 0, noise);
        for (int i = 0; i < y.length; i++) {
            x[i] = new double[] {1, noise[2 * i]};
            y[i] = 2 + 3 * noise[2 * i] + 0.1 * noise[2 * i + 1];
        }
        assertThat(LinearBelief.fit(PRIOR, 0.1, x, y).mean()).containsExactly(new double[] {2, 3}, within(0.03));
    }

    @Test
    void samplesSpreadAsThePosteriorSays() {
        // Seen together only, the two weights are believed to make up for each other.
        double[][] x = {{1, 1}, {1, 1}, {1, 1}};
        LinearBelief belief =
                LinearBelief.fit(new Prior(new double[2], new double[] {1, 1}), 0.1, x, new double[] {1, 1, 1});
        double sum = 0;
        double difference = 0;
        int n = 4000;
        float[] normals = new float[2 * n];
        Philox.gaussians(3, 0, 0, 0, normals);
        for (int i = 0; i < n; i++) {
            double[] w = belief.sample(new float[] {normals[2 * i], normals[2 * i + 1]}, 1);
            sum += (w[0] + w[1] - belief.mean()[0] - belief.mean()[1])
                    * (w[0] + w[1] - belief.mean()[0] - belief.mean()[1])
                    / n;
            difference += (w[0] - w[1]) * (w[0] - w[1]) / n;
        }
        // Of the sum 1 / (1/2 + 3/0.01), of the difference 2, as in the prior.
        assertThat(sum).isCloseTo(1 / 300.5, within(0.0003));
        assertThat(difference).isCloseTo(2, within(0.15));
    }
}
