package dev.refinery.cli;

import dev.refinery.client.model.Score;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How numbers and scores are written. */
final class Wording {
    private Wording() {}

    static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    static String rounds(int rounds) {
        return rounds + (rounds == 1 ? " round" : " rounds");
    }

    static String score(double score) {
        return String.format(Locale.ROOT, "%.2f", score);
    }

    /** {@code mug 0.71/0.60}, with a mark where the gate is missed. */
    static String score(Score score) {
        if (!score.judged()) {
            return score.name() + " not judged";
        }
        return score.name() + " " + score(score.score()) + (score.meetsGate() ? " >= " : " < ") + score(score.gate());
    }

    static String scores(List<Score> scores) {
        return scores.stream().map(Wording::score).collect(Collectors.joining(", "));
    }

    /** {@code mug 3.1, kettle 4.0}: mean CIEDE2000 inside each subject; empty when none is known. */
    static String colorDistances(List<Score> scores) {
        return scores.stream()
                .filter(score -> score.deltaE() != null)
                .map(score -> String.format(Locale.ROOT, "%s %.1f", score.name(), score.deltaE()))
                .collect(Collectors.joining(", "));
    }
}
