package dev.refinery.cli;

/** A line when something happened that is worth a line: for logs and pipes. */
final class PlainProgress implements ProgressView {
    private final Console console;

    PlainProgress(Console console) {
        this.console = console;
    }

    @Override
    public void changed(String type, JobStory story) {
        switch (type) {
            case "job.started" -> console.err().println("started after " + Wording.seconds(story.elapsedMillis()));
            case "job.round.completed" ->
                console.err()
                        .println("round " + (story.round() + 1) + " of at most "
                                + story.maxRounds() + ": " + story.done()
                                + (story.total() > 0 ? "/" + story.total() : "")
                                + " candidates; best: " + Wording.scores(story.best()) + "; "
                                + Wording.seconds(story.elapsedMillis())
                                + (story.sentence().isEmpty() ? "" : "\n  " + story.sentence()));
            case "candidate.scored" -> {
                if (story.fullSize()) {
                    console.err()
                            .println("full size: " + Wording.scores(story.best()) + "; "
                                    + Wording.seconds(story.elapsedMillis()));
                }
            }
            case "candidate.failed" -> console.err().println("a candidate of round " + (story.round() + 1) + " failed");
            default -> {
                // The rest is told at the end.
            }
        }
        console.err().flush();
    }

    @Override
    public void waiting(String why) {
        console.err().println(why);
        console.err().flush();
    }
}
