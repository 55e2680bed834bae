package dev.refinery.rewards.vlm;

import dev.refinery.imaging.Raster;
import java.util.List;

/** A vision-language model that rates pictures. Thread-safe. */
@FunctionalInterface
public interface VisionJudge {
    /**
     * Asks once; the implementation retries what may pass and gives up in bounded time.
     *
     * @param instructions what to rate, ending in the form of the answer
     * @param pictures in the order in which the model sees them
     */
    Answer rate(String instructions, List<Picture> pictures);

    /** @param label said before the picture, e.g. {@code Reference} */
    record Picture(String label, Raster pixels) {}

    /** What the model said, or why it said nothing of use. */
    sealed interface Answer {
        /**
         * @param score 0 to 10
         * @param reason the model's own, for people
         */
        record Rated(int score, String reason, Spent spent) implements Answer {
            public Rated {
                if (score < 0 || score > 10) {
                    throw new IllegalArgumentException("a rating is 0 to 10, not " + score);
                }
            }
        }

        /** @param reason for people; nothing is imputed */
        record Unrated(String reason, Spent spent) implements Answer {}

        Spent spent();
    }

    /**
     * What the endpoint counted, over all attempts.
     *
     * @param cost in the currency of the configured prices
     */
    record Spent(long promptTokens, long completionTokens, double cost) {
        public static final Spent NOTHING = new Spent(0, 0, 0);

        public Spent plus(Spent other) {
            return new Spent(
                    promptTokens + other.promptTokens, completionTokens + other.completionTokens, cost + other.cost);
        }
    }
}
