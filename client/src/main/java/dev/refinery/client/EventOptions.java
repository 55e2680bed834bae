package dev.refinery.client;

import java.time.Duration;

/**
 * How a job's events are followed.
 *
 * @param lastEventId events after this one; empty = from the first
 * @param patience how long connections may fail one after the other before that is an error
 * @param justSubmitted the job was accepted a moment ago: not to be known yet is no error
 * @param reconnecting told whenever a connection broke and the next is about to be tried
 */
public record EventOptions(String lastEventId, Duration patience, boolean justSubmitted, Runnable reconnecting) {
    /** From the first event, with three minutes of patience. */
    public static final EventOptions FROM_THE_FIRST = new EventOptions("", Duration.ofMinutes(3), false, () -> {});

    public EventOptions after(String eventId) {
        return new EventOptions(eventId, patience, justSubmitted, reconnecting);
    }

    public EventOptions patience(Duration longest) {
        return new EventOptions(lastEventId, longest, justSubmitted, reconnecting);
    }

    public EventOptions ofNewJob() {
        return new EventOptions(lastEventId, patience, true, reconnecting);
    }

    public EventOptions onReconnect(Runnable told) {
        return new EventOptions(lastEventId, patience, justSubmitted, told);
    }
}
