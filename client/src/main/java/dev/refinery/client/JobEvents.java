package dev.refinery.client;

import dev.refinery.client.model.JobEvent;

/** A job's events from the first to the last; {@code hasNext} is false after the job's last one. */
public final class JobEvents extends EventStream<JobEvent> {
    JobEvents(Transport transport, Call call, EventOptions options) {
        super(transport, call, options);
    }

    @Override
    Class<JobEvent> type() {
        return JobEvent.class;
    }

    @Override
    boolean last(JobEvent event) {
        return event.ends();
    }
}
