package dev.refinery.rewards;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to say how well a reference is kept. Implementations are stateless and thread-safe, deterministic, and never
 * look at how the candidate was made beyond {@link CandidateView}.
 */
public interface RewardMetric {
    /** The name that policies use, e.g. {@code subject-fidelity}. */
    String name();

    /**
     * Features of a reference, computed once and cached; the result is immutable and shared between threads. It outlives the
     * picture, so it must not hold on to {@code reference.image()}.
     */
    Prepared prepare(ReferenceView reference);

    /** A reference that is ready to be compared. */
    @FunctionalInterface
    interface Prepared {
        /** @param reference the name by which the candidate's layout knows this reference */
        Verdict judge(CandidateView candidate, String reference);
    }

    /** What a metric says of one candidate. */
    sealed interface Verdict {
        /**
         * @param raw the metric's own scale, more is better
         * @param parts named components for people to read
         * @param reason why, in the words of who judged; null = numbers only
         */
        record Judged(
                double raw,
                Map<String, Double> parts,
                @Nullable String reason) implements Verdict {
            public Judged {
                parts = Map.copyOf(parts);
            }

            /** Numbers only. */
            public Judged(double raw, Map<String, Double> parts) {
                this(raw, parts, null);
            }
        }

        /** The metric cannot judge this reference here; nothing is imputed. */
        record Masked(String reason) implements Verdict {}
    }
}
