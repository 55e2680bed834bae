package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a job's events have told so far. Not thread-safe. */
final class JobStory {
    private final List<Picture> pictures = new ArrayList<>();
    private final List<Score> best = new ArrayList<>();
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

    /**
     * A reference's score in [0, 1] against its gate; a masked one could not be judged.
     *
     * @param deltaE mean CIEDE2000 inside a subject; null for what is none
     */
    record Score(
            String reference,
            String role,
            double score,
            double gate,
            boolean judged,
            @Nullable Double deltaE) {
        boolean meetsGate() {
            return !judged || score >= gate;
        }
    }

    /** A finished picture. */
    record Result(
            int index,
            String address,
            String mediaType,
            int width,
            int height,
            String candidate,
            String from,
            List<Score> scores) {
        Result {
            scores = List.copyOf(scores);
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

    /** Takes one event in; returns its type. */
    String add(JsonNode event) {
        String type = event.path("type").asText();
        elapsedMillis = event.path("elapsed_ms").asLong(elapsedMillis);
        maxRounds = event.path("max_rounds").asInt(maxRounds);
        stage = event.path("stage").asText(stage);
        sentence = event.path("sentence").asText("");
        if (event.hasNonNull("round")) {
            round = event.path("round").asInt();
        }
        if (type.startsWith("candidate.")) {
            done = event.path("candidates_done").asInt(done);
            total = event.path("candidates_total").asInt(stage.equals("final") ? 0 : total);
        }
        if (event.hasNonNull("best")) {
            best.clear();
            best.addAll(scores(event.path("best").path("scores")));
        }
        if (type.equals("candidate.scored") && event.hasNonNull("image")) {
            JsonNode candidate = event.path("candidate");
            pictures.add(new Picture(
                    round,
                    stage.equals("final"),
                    candidate.path("candidate").asText(),
                    event.path("image").asText(),
                    scores(candidate.path("scores"))));
        }
        if (ends(type)) {
            ending = Optional.of(ending(type, event));
        }
        return type;
    }

    static boolean ends(String type) {
        return switch (type) {
            case "job.succeeded", "job.failed", "job.canceled", "job.expired" -> true;
            default -> false;
        };
    }

    List<Picture> pictures() {
        return List.copyOf(pictures);
    }

    /** Scores of the best candidate so far. */
    List<Score> best() {
        return List.copyOf(best);
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

    private static Ending ending(String type, JsonNode event) {
        JsonNode ended = event.path("ended");
        List<Result> results = new ArrayList<>();
        for (JsonNode result : ended.path("results")) {
            results.add(new Result(
                    result.path("index").asInt(),
                    result.path("url").asText(),
                    result.path("media_type").asText("image/png"),
                    result.path("width").asInt(),
                    result.path("height").asInt(),
                    result.path("candidate").asText(),
                    result.path("from").asText(),
                    scores(result.path("scores"))));
        }
        JsonNode failure = event.path("failure");
        String why = failure.isObject()
                ? failure.path("message").asText() + " [" + failure.path("code").asText() + "]"
                : "";
        return new Ending(
                type,
                ended.path("outcome").asText(""),
                ended.path("rounds").asInt(),
                ended.path("candidates").asInt(),
                event.path("sentence").asText(""),
                why,
                results);
    }

    private static List<Score> scores(JsonNode scores) {
        List<Score> all = new ArrayList<>();
        for (JsonNode score : scores) {
            all.add(new Score(
                    score.path("name").asText(),
                    score.path("role").asText(),
                    score.path("score").asDouble(),
                    score.path("gate").asDouble(),
                    !score.hasNonNull("masked"),
                    score.hasNonNull("delta_e") ? score.path("delta_e").asDouble() : null));
        }
        return all;
    }
}
