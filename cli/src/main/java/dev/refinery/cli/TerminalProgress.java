package dev.refinery.cli;

import dev.refinery.client.model.Score;
import java.util.ArrayList;
import java.util.List;

/** A block of bars that is drawn over itself. */
final class TerminalProgress implements ProgressView {
    private static final int WIDTH = 28;
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String DIM = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final Console console;
    private int drawn;

    TerminalProgress(Console console) {
        this.console = console;
    }

    @Override
    public void changed(String type, JobStory story) {
        List<String> lines = new ArrayList<>();
        lines.add(heading(story));
        int longest = story.best().stream()
                .mapToInt(score -> score.name().length())
                .max()
                .orElse(0);
        for (Score score : story.best()) {
            lines.add("  " + score.name() + " ".repeat(longest - score.name().length()) + "  " + bar(score));
        }
        draw(lines);
        if (type.equals("job.round.completed")) {
            // What a round reached stays on the screen, in one line.
            erase();
            console.err()
                    .println(DIM + "round " + (story.round() + 1) + "  " + PLAIN + Wording.scores(story.best()) + DIM
                            + "  " + Wording.seconds(story.elapsedMillis()) + PLAIN
                            + (story.sentence().isEmpty() ? "" : "\n" + DIM + "  " + story.sentence() + PLAIN));
            draw(lines);
        }
    }

    @Override
    public void waiting(String why) {
        draw(List.of(YELLOW + why + PLAIN));
    }

    @Override
    public void ended(JobStory story) {
        erase();
        console.err().flush();
    }

    private static String heading(JobStory story) {
        if (story.fullSize()) {
            return "rendering at full size  " + Wording.seconds(story.elapsedMillis());
        }
        int total = Math.max(1, story.total());
        int filled = Math.min(WIDTH, WIDTH * story.done() / total);
        return "round " + (story.round() + 1) + "/" + story.maxRounds() + "  " + "█".repeat(filled) + DIM
                + "░".repeat(WIDTH - filled) + PLAIN + "  " + story.done() + "/" + story.total() + " candidates  "
                + Wording.seconds(story.elapsedMillis());
    }

    /** The score as a bar with the gate as a notch in it. */
    private static String bar(Score score) {
        if (!score.judged()) {
            return DIM + "not judged" + PLAIN;
        }
        int filled = (int) Math.round(score.score() * WIDTH);
        int gate = Math.min(WIDTH - 1, (int) Math.round(score.gate() * WIDTH));
        StringBuilder bar = new StringBuilder(score.meetsGate() ? GREEN : YELLOW);
        for (int i = 0; i < WIDTH; i++) {
            bar.append(i == gate ? '┃' : i < filled ? '█' : '░');
        }
        return bar + PLAIN + " " + Wording.score(score.score()) + DIM + "  gate " + Wording.score(score.gate()) + PLAIN
                + (score.meetsGate() ? GREEN + "  ✓" + PLAIN : "");
    }

    private void draw(List<String> lines) {
        erase();
        for (String line : lines) {
            console.err().println(line);
        }
        drawn = lines.size();
        console.err().flush();
    }

    private void erase() {
        for (int i = 0; i < drawn; i++) {
            console.err().print("\u001b[1A\u001b[2K");
        }
        drawn = 0;
    }
}
