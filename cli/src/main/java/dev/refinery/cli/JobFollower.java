package dev.refinery.cli;

import dev.refinery.client.EventOptions;
import dev.refinery.client.JobEvents;
import dev.refinery.client.RefineryException;
import dev.refinery.client.RefineryException.Kind;
import dev.refinery.client.model.JobEvent;
import java.time.Duration;

/** Follows a job's events to its end, over lost connections and a gateway that restarts. */
final class JobFollower {
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);

    private final GatewayClient gateway;
    private final ProgressView view;
    private final boolean justSubmitted;
    private boolean begun;

    /** @param justSubmitted the gateway took the job a moment ago: not to know it yet is no error, on a busy machine */
    JobFollower(GatewayClient gateway, ProgressView view, boolean justSubmitted) {
        this.gateway = gateway;
        this.view = view;
        this.justSubmitted = justSubmitted;
    }

    /** Returns when the job has ended. */
    JobStory follow(String job) {
        JobStory story = new JobStory();
        EventOptions options =
                EventOptions.FROM_THE_FIRST.patience(LONGEST_SILENCE).onReconnect(this::sayThatItBroke);
        try (JobEvents events = gateway.events(job, justSubmitted ? options.ofNewJob() : options)) {
            while (story.ending().isEmpty() && events.hasNext()) {
                JobEvent event = events.next();
                begun = true;
                story.add(event);
                view.changed(event.type(), story);
            }
        } catch (RefineryException e) {
            boolean patienceEnded = e.kind() == Kind.UNREACHABLE || e.kind() == Kind.BROKEN || e.status() >= 500;
            throw patienceEnded ? silent(job) : gateway.failure("following job " + job, e);
        }
        if (story.ending().isEmpty()) {
            throw silent(job);
        }
        view.ended(story);
        return story;
    }

    private CliException silent(String job) {
        return new CliException("the gateway at " + gateway.address() + " has been silent for "
                + LONGEST_SILENCE.toMinutes() + " minutes. The job goes on: ./refinery watch " + job);
    }

    private void sayThatItBroke() {
        if (begun) {
            view.waiting("the connection to the gateway broke; trying again");
        }
    }
}
