package dev.refinery.contracts.event;

import dev.refinery.contracts.id.JobId;

/** Anything that travels on a topic. The job id is the record key and the CloudEvents subject. */
public sealed interface Event
        permits JobEvent, TaskEvent, CandidateEvent, ScoreEvent, FeedbackEvent, OutcomeEvent, UsageEvent {
    JobId job();
}
