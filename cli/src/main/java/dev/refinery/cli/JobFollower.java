package dev.refinery.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.refinery.contracts.codec.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Follows a job's events to its end, over lost connections and a gateway that restarts. */
final class JobFollower {
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final GatewayClient gateway;
    private final ProgressView view;
    private final boolean justSubmitted;
    private String lastId = "";

    JobFollower(GatewayClient gateway, ProgressView view, boolean justSubmitted) {
        this.gateway = gateway;
        this.view = view;
        this.justSubmitted = justSubmitted;
    }

    /** Returns when the job has ended. */
    JobStory follow(String job) {
        JobStory story = new JobStory();
        long silentSince = System.nanoTime();
        while (story.ending().isEmpty()) {
            String before = lastId;
            try {
                gateway.events(
                        job,
                        lastId.isEmpty() ? Optional.empty() : Optional.of(lastId),
                        justSubmitted,
                        event -> take(event, story));
            } catch (IOException e) {
                if (!lastId.isEmpty()) {
                    view.waiting("the connection to the gateway broke; trying again");
                }
            }
            if (story.ending().isPresent()) {
                break;
            }
            if (!before.equals(lastId)) {
                silentSince = System.nanoTime();
            }
            if (System.nanoTime() - silentSince > LONGEST_SILENCE.toNanos()) {
                throw new CliException("the gateway at " + gateway.address() + " has been silent for "
                        + LONGEST_SILENCE.toMinutes() + " minutes. The job goes on: ./refinery watch " + job);
            }
            Pause.of(BETWEEN_ATTEMPTS);
        }
        view.ended(story);
        return story;
    }

    private boolean take(ServerEvent event, JobStory story) {
        JsonNode data;
        try {
            data = Json.mapper().readTree(event.data());
        } catch (IOException e) {
            throw new CliException("the gateway sent an event that is not JSON: is this a Refinery gateway?", e);
        }
        if (!event.id().isEmpty()) {
            lastId = event.id();
        }
        if (!data.hasNonNull("type")) {
            return false;
        }
        String type = story.add(data);
        view.changed(type, story);
        return story.ending().isPresent();
    }
}
