package dev.refinery.cli;

import dev.refinery.client.model.Failure;
import dev.refinery.client.model.JobEvent;
import dev.refinery.client.model.Result;
import dev.refinery.client.model.Score;
import dev.refinery.client.model.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a job's events have told so far. Not thread-safe. */
final class JobStory {
    private final List<Picture> pictures = new ArrayList<>();
    private List<Score> best = List.of();
    private String stage = "preview";
    private int round;
    private int maxRounds;
    private int done;
    private int total;
    private String sentence = "";
    private long elapsedMillis;
    private Optional<Ending> ending = Optional.empty();

    /** A candidate's picture and scores. */
    record Picture(int round, boolean fullSize, String name, String address, List<Score> scores) {
        Picture {
            scores = List.copyOf(scores);
        }

        Optional<Double> worst() {
            return scores.stream().filter(Score::judged).map(Score::score).min(Double::compare);
        }
    }

    /** How the job ended. */
    record Ending(
            String type,
            String outcome,
            int rounds,
            int candidates,
            String sentence,
            String failure,
            List<Result> results) {
        Ending {
            results = List.copyOf(results);
        }

        boolean succeeded() {
            return type.equals("job.succeeded");
        }
    }

    /** Takes one event in. */
    void add(JobEvent event) {
        elapsedMillis = event.elapsedMs() > 0 ? event.elapsedMs() : elapsedMillis;
        maxRounds = event.maxRounds() > 0 ? event.maxRounds() : maxRounds;
        stage = Objects.requireNonNullElse(event.stage(), stage);
        sentence = Objects.requireNonNullElse(event.sentence(), "");
        round = Objects.requireNonNullElse(event.round(), round);
        if (event.type().startsWith("candidate.")) {
            done = Objects.requireNonNullElse(event.candidatesDone(), done);
            total = Objects.requireNonNullElse(event.candidatesTotal(), fullSize() ? 0 : total);
        }
        if (event.best() != null) {
            best = event.best().scores();
        }
        Standing candidate = event.candidate();
        if (event.type().equals(JobEvent.CANDIDATE_SCORED) && candidate != null && event.image() != null) {
            pictures.add(new Picture(round, fullSize(), candidate.candidate(), event.image(), candidate.scores()));
        }
        if (event.ends()) {
            ending = Optional.of(ending(event));
        }
    }

    List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    /** Scores of the best candidate so far. */
    List<Score> best() {
        return best;
    }

    boolean fullSize() {
        return stage.equals("final");
    }

    /** Counted from 0. */
    int round() {
        return round;
    }

    int maxRounds() {
        return maxRounds;
    }

    int done() {
        return done;
    }

    int total() {
        return total;
    }

    /** What the last event says in words; empty when it says nothing. */
    String sentence() {
        return sentence;
    }

    long elapsedMillis() {
        return elapsedMillis;
    }

    Optional<Ending> ending() {
        return ending;
    }

    private static Ending ending(JobEvent event) {
        JobEvent.Ended ended = event.ended();
        Failure failure = event.failure();
        String why = failure == null ? "" : failure.message() + " [" + failure.code() + "]";
        String said = Objects.requireNonNullElse(event.sentence(), "");
        return ended == null
                ? new Ending(event.type(), "", 0, 0, said, why, List.of())
                : new Ending(
                        event.type(),
                        ended.outcome() == null ? "" : ended.outcome().wireName(),
                        ended.rounds(),
                        ended.candidates(),
                        said,
                        why,
                        ended.results());
    }
}
